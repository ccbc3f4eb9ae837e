"""Who becomes one of our roles: a service of AWS for our own account only, and a role of another stack by its name."""

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


def role_named(arn: str, *, account: str = cdk.Aws.ACCOUNT_ID) -> iam.IPrincipal:
    """A role (or user) that another stack owns, such as those of the bootstrap, by its ARN. account: it lives there.

    Never as `iam.ArnPrincipal`: IAM keeps the id of the role that has this ARN when it saves the policy. When that role
    is deleted and made again, the new one is refused, and no deployment mends it because the template stays the same.
    Nor by the account as principal, which lets in only whom a policy of its own allows: the CDK's roles have none.
    Source: IAM User Guide, "IAM role principals" and "Policy evaluation for requests within a single account".
    """
    conditions = {"ArnEquals": {"aws:PrincipalArn": arn}, "StringEquals": {"aws:PrincipalAccount": account}}
    return iam.AnyPrincipal().with_conditions(conditions)


def trust_only_for_us(role: iam.IRole | iam.CfnRole) -> None:
    """The same for a role that the CDK makes by itself, whose trust is one statement."""
    child = role if isinstance(role, iam.CfnRole) else role.node.default_child
    assert isinstance(child, iam.CfnRole)
    child.add_property_override("AssumeRolePolicyDocument.Statement.0.Condition", ASKED_BY_US)
