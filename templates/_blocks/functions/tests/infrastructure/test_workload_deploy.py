"""What a deployment of functions needs, and what it leaves when it is taken back."""

from pathlib import Path

import pytest

from environments import SANDBOX
from settings.failure import ActionFailed
from tests.support.change_sets import ChangeSets, let_pass
from tests.support.cloudformation import resources
from tests.support.synthesis import synthesised
from tests.support.workload_templates import deployed
from workload import assembly, deploy


def test_a_version_of_a_release_that_was_taken_back_goes_or_it_could_not_be_released_again() -> None:
    versions = resources(deployed(SANDBOX)["service"], "AWS::Lambda::Version").values()
    assert versions
    assert all(version["DeletionPolicy"] == "RetainExceptOnCreate" for version in versions)


def test_a_missing_assembly_is_named_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ActionFailed, match="make synth"):
        deploy.deploy(SANDBOX, "data", let_pass)


def test_the_service_hears_where_an_earlier_release_placed_a_probe_and_that_needs_no_approval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = type("Session", (), {"client": lambda *_: ChangeSets([])})()
    calls: list[list[str]] = []
    monkeypatch.setattr(assembly, "ASSEMBLY", synthesised())
    monkeypatch.setattr(assembly, "deploy_session", lambda _: session)
    monkeypatch.setattr(assembly.subprocess, "run", lambda call, **_: calls.append(call))
    approved = deploy.fingerprint(SANDBOX, "service")
    monkeypatch.setattr(deploy, "kept_probe_of", lambda _environment, part: {"KeptProbe": f"/orders/{part}"})
    deploy.deploy(SANDBOX, "service", let_pass)
    prepared, _executed = calls
    assert prepared[prepared.index("--parameters") + 1] == "KeptProbe=/orders/service"
    # A release that waits for its approval may do so while the one before places a probe.
    assert deploy.fingerprint(SANDBOX, "service") == approved
    assert "KeptProbe" not in deploy.planned(SANDBOX, "service", session).parameters
