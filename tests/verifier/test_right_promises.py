"""What other teams do rightly, and rules of state machines, networks, buckets and makefiles have to leave alone."""

import pytest

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rule import Rule
from golden_paths.verifier.rules.named_buckets import may_be_used
from golden_paths.verifier.rules.public_subnets import (
    _FLEET,
    _NETWORK,
    _SERVICE,
    instances_are_private,
    task_is_private,
)
from golden_paths.verifier.rules.recipe_secrets import holds_no_secret
from golden_paths.verifier.rules.steps import _caught, _example, does_not_succeed, has_an_end

_ROLE = """
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: %s}]}}]
Function:
  Type: AWS::Lambda::Function
  Properties: {Role: !GetAtt Role.Arn, Environment: {Variables: {ORDERS_BUCKET: %s}}}
Bucket: {Type: "AWS::S3::Bucket", Properties: {%s}}
"""


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (may_be_used, with_resources(_ROLE % ("'arn:aws:s3:::orders-*/*'", "orders-backup", ""))),
        (may_be_used, with_resources(_ROLE % ("!Sub '${Bucket.Arn}/*'", "orders-own", "BucketName: orders-own"))),
        (may_be_used, with_resources(_ROLE % ("!ImportValue orders", "orders-own", ""))),
        (task_is_private, with_resources(_NETWORK + _SERVICE.replace("DISABLED", "ENABLED") % "Open")),
        (
            task_is_private,
            with_resources(_NETWORK.replace("Closed: {", "Closed: {Condition: No, ") + _SERVICE % "Closed"),
        ),
        (
            instances_are_private,
            with_resources(
                _NETWORK.replace("Properties: {VpcId", "Properties: {MapPublicIpOnLaunch: true, VpcId")
                + _FLEET % "Open"
            ),
        ),
        (does_not_succeed, _example(Catch=[{"ErrorEquals": ["Orders.NoneWaiting"], "Next": "Done"}])),
        (does_not_succeed, _example(Catch=_caught("Failed"))),
        (has_an_end, _example(Resource="arn:aws:states:::batch:submitJob.sync", TimeoutSeconds=None)),
        (
            holds_no_secret,
            {"Makefile": "publish:\n\tTOKEN=$$(cat token) twine upload\nSECRET_NAME := orders/database\n"},
        ),
    ],
)
def test_it_finds_nothing(rule: Rule, files: dict[str, str]) -> None:
    assert not list(rule.judge(Repository(files)))
