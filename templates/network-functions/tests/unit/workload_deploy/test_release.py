"""A release: what is deployed, when nothing has to be, and that a deployment of somebody else is waited for."""

from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from settings.failure import ActionFailed
from tests.support.choices import VNF_FILTER as VNF
from tests.support.clock import Clock
from tests.unit.workload_deploy.conftest import IMAGE, OUTPUTS, S3, CodeDeploy, Session, refused
from workload.environment import Environment
from workload.release import KEY, release
from workload.release import OUTPUTS as NEEDED


def run(session: Session, clock: Clock, environment: Environment = VNF) -> None:
    release(environment, session, OUTPUTS, IMAGE, clock=clock, sleep=clock.sleep)  # type: ignore[arg-type]


def deployed(codedeploy: CodeDeploy) -> None:
    """CodeDeploy has deployed what it was told last, well."""
    last = codedeploy.created[-1]
    codedeploy.deployments["d-OLD"] = [{"status": "Succeeded", "revision": last["revision"]}]
    codedeploy.group = {
        "lastSuccessfulDeployment": {"deploymentId": "d-OLD"},
        "lastAttemptedDeployment": {"deploymentId": "d-OLD", "status": "Succeeded"},
    }


def test_the_revision_is_put_into_the_bucket_and_exactly_that_version_is_deployed(
    session: Session, clock: Clock, codedeploy: CodeDeploy, s3: S3
) -> None:
    run(session, clock)
    (request,) = codedeploy.created
    assert (request["applicationName"], request["deploymentGroupName"]) == ("application", "group")
    assert request["revision"]["s3Location"] == {
        "bucket": "revisions",
        "key": KEY,
        "bundleType": "zip",
        "version": "version-1",
    }
    assert s3.versions["version-1"]["Body"][:2] == b"PK"
    assert "ignoreApplicationStopFailures" not in request


def test_no_instance_ends_while_codedeploy_deploys_and_codedeploy_itself_lets_them_end_again(
    session: Session, clock: Clock, codedeploy: CodeDeploy
) -> None:
    run(session, clock)
    (request,) = codedeploy.created
    suspended = request["ec2DeploymentOptions"]["autoScalingGroupProcessesToSuspend"]
    assert {"Terminate", "AZRebalance"} <= set(suspended)
    # One that is held is skipped for good, so that a team may miss instances in the morning.
    assert "ScheduledActions" not in suspended
    real = boto3.client("codedeploy", region_name="eu-west-1")
    with Stubber(real) as stub:
        stub.add_response("create_deployment", {"deploymentId": "d-NEW"}, request)
        real.create_deployment(**request)
    members = real.meta.service_model.shape_for("EC2DeploymentOptions").members
    assert set(suspended) <= set(members["autoScalingGroupProcessesToSuspend"].member.enum)


def test_what_runs_already_is_not_deployed_again(
    session: Session, clock: Clock, codedeploy: CodeDeploy, capsys: pytest.CaptureFixture[str]
) -> None:
    run(session, clock)
    deployed(codedeploy)
    run(session, clock)
    assert len(codedeploy.created) == 1
    assert "this image with this configuration runs already" in capsys.readouterr().out


def test_a_changed_configuration_is_another_revision(session: Session, clock: Clock, codedeploy: CodeDeploy) -> None:
    run(session, clock)
    deployed(codedeploy)
    run(session, clock, replace(VNF, policy_seconds=30))
    assert [each["revision"]["s3Location"]["version"] for each in codedeploy.created] == ["version-1", "version-2"]


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_after_a_failure_the_same_revision_is_deployed_again(
    session: Session, clock: Clock, codedeploy: CodeDeploy, status: str
) -> None:
    run(session, clock)
    deployed(codedeploy)
    codedeploy.group["lastAttemptedDeployment"] = {"deploymentId": "d-BAD", "status": status}
    run(session, clock)
    assert len(codedeploy.created) == 2


def test_a_revision_that_has_expired_is_deployed_again(
    session: Session, clock: Clock, codedeploy: CodeDeploy, s3: S3
) -> None:
    run(session, clock)
    deployed(codedeploy)
    s3.versions.clear()
    run(session, clock)
    assert len(codedeploy.created) == 2


def test_a_deployment_that_codedeploy_began_by_itself_is_waited_for(
    session: Session, clock: Clock, codedeploy: CodeDeploy
) -> None:
    codedeploy.refusals = [refused("DeploymentLimitExceededException")] * 3
    run(session, clock)
    assert len(codedeploy.created) == 1
    assert clock.now >= 90


def test_nobody_waits_for_ever(session: Session, clock: Clock, codedeploy: CodeDeploy) -> None:
    codedeploy.refusals = [refused("DeploymentLimitExceededException")] * 10_000
    with pytest.raises(ClientError, match="DeploymentLimitExceeded"):
        run(session, clock)


def test_another_refusal_ends_the_release_at_once(session: Session, clock: Clock, codedeploy: CodeDeploy) -> None:
    codedeploy.refusals = [refused("InvalidRoleException")]
    with pytest.raises(ClientError, match="InvalidRole"):
        run(session, clock)
    assert clock.now == 0


@pytest.mark.parametrize("missing", NEEDED)
def test_a_stack_of_another_release_is_named(session: Session, clock: Clock, missing: str) -> None:
    outputs: dict[str, Any] = {name: value for name, value in OUTPUTS.items() if name != missing}
    with pytest.raises(ActionFailed, match=f"The stacks of vnf-filter have no output {missing}: deploy both"):
        release(VNF, session, outputs, IMAGE, clock=clock, sleep=clock.sleep)  # type: ignore[arg-type]


def test_a_deployment_that_fails_fails_the_release(session: Session, clock: Clock, codedeploy: CodeDeploy) -> None:
    codedeploy.deployments["d-NEW"] = [{"status": "InProgress"}, {"status": "Failed"}]
    with pytest.raises(ActionFailed, match="Deployment d-NEW failed"):
        run(session, clock)
