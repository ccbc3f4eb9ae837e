"""The CDK CLI that repositories lock makes the change set that is read and executes it, in an account in memory."""

import json
import os
import shutil
from pathlib import Path

import boto3
import pytest
from exports import SUPPORT, scratch
from images.account import REGION, account
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.models import CloudFormationBackend
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


def test_a_table_that_would_be_replaced_stays_and_the_next_release_is_deployed(repository: Path) -> None:
    with account() as aws:
        # Given an account that was bootstrapped
        session = boto3.Session("testing", "testing", region_name=REGION)
        owner = session.client("sts").get_caller_identity()["Account"]
        session.client("s3").create_bucket(
            Bucket=f"cdk-orders-assets-{owner}-{REGION}", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        session.client("ssm").put_parameter(Name="/cdk-bootstrap/orders/version", Value="30", Type="String")
        # When the same data is deployed twice, then with another id of its construct, then as it was
        variables = {
            **aws.variables,
            "AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION": f"https://s3.{REGION}.amazonaws.com",
            "NO_PROXY": ",".join(filter(None, ("127.0.0.1", os.environ.get("NO_PROXY")))),
        }
        done = run(repository, str(SUPPORT / "deploy_tables.py"), "Orders", "Orders", "Renamed", "Orders", **variables)
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
