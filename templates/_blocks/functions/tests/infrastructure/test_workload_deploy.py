"""The call of the CDK CLI: the stack that is meant, from the assembly, without a question to a person."""

from pathlib import Path

import pytest

from environments import SANDBOX
from settings.failure import ActionFailed
from tests.support.cloudformation import resources
from tests.support.workload_templates import deployed
from workload.assembly import command
from workload.deploy import deploy


@pytest.mark.parametrize(("part", "stack"), [("data", "Data"), ("service", "Service")])
def test_exactly_one_stack_is_deployed_from_the_assembly(part: str, stack: str) -> None:
    arguments = command(SANDBOX, part)  # type: ignore[arg-type]
    assert f"{SANDBOX.name}/{stack}" in arguments
    assert arguments[arguments.index("--app") + 1] == "cdk.out"
    assert {"--exclusively", "--require-approval=never"} <= set(arguments)


def test_a_version_of_a_release_that_was_taken_back_goes_or_it_could_not_be_released_again() -> None:
    versions = resources(deployed(SANDBOX)["service"], "AWS::Lambda::Version").values()
    assert versions
    assert all(version["DeletionPolicy"] == "RetainExceptOnCreate" for version in versions)


def test_a_missing_assembly_is_named_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ActionFailed, match="make synth"):
        deploy(SANDBOX, "data")
