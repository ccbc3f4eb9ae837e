"""The CDK CLI that repositories lock makes the change set that is read and executes it, in an account in memory."""

import json
import os
import shutil
import time
from collections.abc import Mapping
from copy import copy
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from exports import SUPPORT, scratch
from images.account import REGION, Account, account
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.utils import utcnow
from moto.sts.models import AssumedRole, STSBackend
from rendering import render
from tools import run

pytestmark = pytest.mark.slow
STACK = "orders-prod-data"


@pytest.fixture(scope="module")
def repository() -> Path:
    made = shutil.copytree(render(region=REGION), scratch() / "by-the-cdk" / "orders")
    done = run(made, "-m", "toolchain", "npm", "ci", "--silent", "--no-audit", "--no-fund")
    assert done.returncode == 0, done.stdout
    return made


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


@pytest.fixture(autouse=True)
def as_cloudformation_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who deletes a change set that is not there gets no error, and who asks for one gets this. moto has others."""

    def delete(self: CloudFormationBackend, change_set_name: str) -> None:
        gone = [id for id, each in self.change_sets.items() if change_set_name in {id, each.change_set_name}]
        for each in gone:
            del self.change_sets[each]

    describe = CloudFormationBackend.describe_change_set

    def found(self: CloudFormationBackend, change_set_name: str) -> object:
        try:
            return describe(self, change_set_name)
        except ValidationError as error:
            raise ChangeSetNotFound(f"ChangeSet [{change_set_name}] does not exist") from error

    monkeypatch.setattr(CloudFormationBackend, "delete_change_set", delete)
    monkeypatch.setattr(CloudFormationBackend, "describe_change_set", found)


def bootstrapped() -> boto3.Session:
    """Of an account in memory, with what a deployment needs of the bootstrap."""
    session = boto3.Session("testing", "testing", region_name=REGION)
    owner = session.client("sts").get_caller_identity()["Account"]
    session.client("s3").create_bucket(
        Bucket=f"cdk-orders-assets-{owner}-{REGION}", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    session.client("ssm").put_parameter(Name="/cdk-bootstrap/orders/version", Value="30", Type="String")
    return session


def variables(aws: Account) -> Mapping[str, str]:
    return {
        **aws.variables,
        "AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION": f"https://s3.{REGION}.amazonaws.com",
        "NO_PROXY": ",".join(filter(None, ("127.0.0.1", os.environ.get("NO_PROXY")))),
    }


def test_a_table_that_would_be_replaced_stays_and_the_next_release_is_deployed(repository: Path) -> None:
    with account() as aws:
        # Given an account that was bootstrapped
        session = bootstrapped()
        # When the same data is deployed twice, then with another id of its construct, then as it was
        done = run(
            repository, str(SUPPORT / "deploy_tables.py"), "Orders", "Orders", "Renamed", "Orders", **variables(aws)
        )
        assert done.returncode == 0, done.stdout
        *outcomes, last = json.loads(done.stdout.splitlines()[-1])
        # Then the third one is refused, and whatever comes after it is not
        assert [outcomes[0], outcomes[1], last] == ["done"] * 3
        assert outcomes[2].startswith(f"{STACK} was not changed: it would lose data.")
        assert "AWS::DynamoDB::Table" in outcomes[2] and "is no longer in the template" in outcomes[2]
        assert session.client("dynamodb").list_tables()["TableNames"] == ["Orders"]
        # The refused change set and the empty ones are gone, so that nobody executes them.
        left = session.client("cloudformation").list_change_sets(StackName=STACK)["Summaries"]
        assert [each["ExecutionStatus"] for each in left] == ["EXECUTE_COMPLETE"]


def test_the_cdk_goes_on_with_new_credentials_when_a_deployment_outlives_the_first_ones(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that is assumed from a role lives for an hour, a deployment of containers for up to 33."""
    # Given credentials for fifteen seconds, and a deployment that takes three times as long
    lifetime, duration = 15, 45
    began: list[float] = []
    assumed: list[float] = []
    assume = STSBackend.assume_role
    execute, describe = CloudFormationBackend.execute_change_set, CloudFormationBackend.describe_stacks

    def short_lived(self: STSBackend, *given: object, **named: object) -> AssumedRole:
        assumed.append(time.monotonic())
        role = assume(self, *given, **named)
        role.expiration = utcnow() + timedelta(seconds=lifetime)
        return role

    def executed(self: CloudFormationBackend, *given: object, **named: object) -> object:
        began.append(time.monotonic())
        return execute(self, *given, **named)

    def described(self: CloudFormationBackend, *given: object, **named: object) -> list[object]:
        found = [copy(each) for each in describe(self, *given, **named)]
        for each in found:
            if began and time.monotonic() < began[0] + duration:
                each.status = "CREATE_IN_PROGRESS"
        return found

    monkeypatch.setattr(STSBackend, "assume_role", short_lived)
    monkeypatch.setattr(CloudFormationBackend, "execute_change_set", executed)
    monkeypatch.setattr(CloudFormationBackend, "describe_stacks", described)
    with account() as aws:
        session = bootstrapped()
        # When it is deployed
        done = run(repository, str(SUPPORT / "deploy_tables.py"), "Orders", **variables(aws))
        # Then the CDK waits for its end, and has assumed its role again each time before its credentials ended
        assert done.returncode == 0, done.stdout
        assert json.loads(done.stdout.splitlines()[-1]) == ["done"]
        assert session.client("dynamodb").list_tables()["TableNames"] == ["Orders"]
    assert time.monotonic() >= began[0] + duration
    renewed = [each for each in assumed if began[0] < each < began[0] + duration]
    assert len(renewed) >= duration // lifetime, done.stdout


def test_the_cdk_asks_for_express_mode_with_rollback_in_a_sandbox(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, list[str]]] = []
    create = CloudFormationResponse.create_change_set

    def created(self: CloudFormationResponse) -> object:
        asked.append({name: value for name, value in self.querystring.items() if name.startswith("DeploymentConfig.")})
        return create(self)

    monkeypatch.setattr(CloudFormationResponse, "create_change_set", created)
    with account() as aws:
        session = bootstrapped()
        done = run(repository, str(SUPPORT / "deploy_tables.py"), "--sandbox", "Orders", **variables(aws))
        assert done.returncode == 0, done.stdout
        assert json.loads(done.stdout.splitlines()[-1]) == ["done"]
        assert session.client("dynamodb").list_tables()["TableNames"] == ["Orders"]
        done = run(repository, str(SUPPORT / "deploy_tables.py"), "Others", **variables(aws))
        assert done.returncode == 0, done.stdout
    in_sandbox, in_production = asked
    assert in_sandbox == {"DeploymentConfig.Mode": ["EXPRESS"], "DeploymentConfig.DisableRollback": ["false"]}
    assert in_production == {"DeploymentConfig.Mode": ["STANDARD"]}
