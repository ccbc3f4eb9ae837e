"""One deployment: it ends well, or with what CodeDeploy and the instance say, and what it went back to."""

from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.unit.workload_deploy.conftest import Clock, CodeDeploy
from workload.deployment import Deployment

FAILED = {
    "status": "Failed",
    "errorInformation": {"code": "HEALTH_CONSTRAINTS", "message": "Too few healthy instances are available."},
    "rollbackInfo": {"rollbackDeploymentId": "d-BACK"},
}
INSTANCE = {
    "targetId": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0",
    "lifecycleEvents": [
        {"lifecycleEventName": "ApplicationStop", "status": "Succeeded"},
        {
            "lifecycleEventName": "ApplicationStart",
            "status": "Failed",
            "diagnostics": {
                "errorCode": "ScriptFailed",
                "message": "Script at specified location: hook.py failed with exit code 1",
                "logTail": "[stderr]The function is not well: no policy after 120 seconds.\n",
            },
        },
        {"lifecycleEventName": "ValidateService", "status": "Skipped"},
    ],
}


def wait(codedeploy: CodeDeploy, clock: Clock, *said: dict[str, Any], end: float = 3600) -> None:
    codedeploy.deployments["d-NEW"] = list(said)
    Deployment(codedeploy, "d-NEW", clock=clock, sleep=clock.sleep).wait(end)


def test_a_deployment_that_ends_well_is_waited_for(codedeploy: CodeDeploy, clock: Clock) -> None:
    wait(codedeploy, clock, {"status": "Created"}, {"status": "InProgress"}, {"status": "Succeeded"})
    assert clock.now == 30


def test_the_sentence_has_the_reason_the_instance_its_hook_and_its_words(codedeploy: CodeDeploy, clock: Clock) -> None:
    codedeploy.targets = [INSTANCE]
    codedeploy.deployments["d-BACK"] = [{"status": "InProgress"}, {"status": "Succeeded"}]
    with pytest.raises(ActionFailed) as failed:
        wait(codedeploy, clock, FAILED)
    said = str(failed.value)
    assert said.startswith("Deployment d-NEW failed (HEALTH_CONSTRAINTS): Too few healthy instances are available.")
    assert "i-0123456789abcdef0, ApplicationStart: [stderr]The function is not well: no policy after 120 sec" in said
    assert said.endswith("CodeDeploy went back to the revision before, as deployment d-BACK.")


def test_an_alarm_that_stops_a_deployment_is_said(codedeploy: CodeDeploy, clock: Clock) -> None:
    codedeploy.deployments["d-BACK"] = [{"status": "Succeeded"}]
    alarm = {"code": "ALARM_ACTIVE", "message": "One or more alarms have been activated: drops"}
    with pytest.raises(ActionFailed, match=r"was stopped \(ALARM_ACTIVE\): One or more alarms .* drops"):
        wait(codedeploy, clock, {**FAILED, "status": "Stopped", "errorInformation": alarm})


def test_going_back_that_fails_needs_a_person(codedeploy: CodeDeploy, clock: Clock) -> None:
    codedeploy.deployments["d-BACK"] = [{"status": "Failed"}]
    with pytest.raises(ActionFailed, match=r"Going back failed as well, as deployment d-BACK: .*docs/runbook\.md"):
        wait(codedeploy, clock, FAILED)


def test_going_back_that_lasts_is_said_as_it_is(codedeploy: CodeDeploy, clock: Clock) -> None:
    codedeploy.deployments["d-BACK"] = [{"status": "InProgress"}]
    with pytest.raises(ActionFailed, match="is going back to the revision before as deployment d-BACK, and has not"):
        wait(codedeploy, clock, FAILED, end=60)


def test_the_first_deployment_has_nothing_to_go_back_to(codedeploy: CodeDeploy, clock: Clock) -> None:
    with pytest.raises(ActionFailed, match="There was no revision to go back to"):
        wait(codedeploy, clock, {"status": "Failed"})


def test_codedeploy_may_say_a_moment_later_how_it_goes_back(codedeploy: CodeDeploy, clock: Clock) -> None:
    codedeploy.deployments["d-BACK"] = [{"status": "Succeeded"}]
    with pytest.raises(ActionFailed, match="went back to the revision before, as deployment d-BACK"):
        wait(codedeploy, clock, {"status": "Failed"}, {"status": "Failed"}, FAILED)


def test_a_deployment_that_does_not_end_is_stopped_and_rolled_back(codedeploy: CodeDeploy, clock: Clock) -> None:
    with pytest.raises(ActionFailed, match="Deployment d-NEW did not end in time and was stopped"):
        wait(codedeploy, clock, {"status": "InProgress"}, end=120)
    assert codedeploy.stopped == [{"deploymentId": "d-NEW", "autoRollbackEnabled": True}]
