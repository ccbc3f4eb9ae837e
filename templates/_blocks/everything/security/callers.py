"""A service of AWS becomes one of our roles only on behalf of our own account, where it says for whom it asks."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

# Services whose documentation says that they send `aws:SourceAccount` when they take a role. The trust in any other has
# no condition: a key that is not sent would lock the service out.
SAY_FOR_WHOM = frozenset(
    f"{name}.amazonaws.com"
    for name in ("codebuild", "codedeploy", "ecs-tasks", "lambda", "scheduler", "states", "vpc-flow-logs")
)
ASKED_BY_US = {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}


def asked_by_us(service: str) -> iam.ServicePrincipal:
    """`service`, for example `lambda.amazonaws.com`, when it asks on behalf of this account.

    Raises ValueError: nothing says that it sends the key.
    """
    if service not in SAY_FOR_WHOM:
        raise ValueError(f"{service}: AWS documents no aws:SourceAccount for it; use iam.ServicePrincipal")
    return iam.ServicePrincipal(service, conditions=ASKED_BY_US)


def trust_only_for_us(role: iam.IRole | iam.CfnRole) -> None:
    """The same for a role that the CDK makes by itself, whose trust is one statement."""
    child = role if isinstance(role, iam.CfnRole) else role.node.default_child
    assert isinstance(child, iam.CfnRole)
    child.add_property_override("AssumeRolePolicyDocument.Statement.0.Condition", ASKED_BY_US)
