"""What a deployment of functions needs, and what it leaves when it is taken back."""

from pathlib import Path

import pytest

from environments import SANDBOX
from settings.failure import ActionFailed
from tests.support.change_sets import let_pass
from tests.support.cloudformation import resources
from tests.support.workload_templates import deployed
from workload.deploy import deploy


def test_a_version_of_a_release_that_was_taken_back_goes_or_it_could_not_be_released_again() -> None:
    versions = resources(deployed(SANDBOX)["service"], "AWS::Lambda::Version").values()
    assert versions
    assert all(version["DeletionPolicy"] == "RetainExceptOnCreate" for version in versions)


def test_a_missing_assembly_is_named_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ActionFailed, match="make synth"):
        deploy(SANDBOX, "data", let_pass)
