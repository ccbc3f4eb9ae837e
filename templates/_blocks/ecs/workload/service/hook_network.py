"""What a function needs that works in a network: rights of its role, and a call now and then."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from security.nag import accept
from workload.released_image import NO_RESOURCES

# Source: AWS Lambda, "Giving Lambda functions access to resources in an Amazon VPC", required IAM permissions.
INTERFACES = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]
# As `release_hooks/release_test.py` knows it.
AWAKE = {"awake": True}


def let_work_in_a_network(role: iam.Role, *, function_name: str) -> None:
    """Let AWS Lambda make network interfaces for the function of `role`, and its code none.

    function_name: in this account and region.
    """
    role.add_to_policy(iam.PolicyStatement(sid="WorkInTheNetwork", actions=INTERFACES, resources=["*"]))
    function = cdk.Stack.of(role).format_arn(
        service="lambda",
        resource="function",
        resource_name=function_name,
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    role.add_to_policy(
        iam.PolicyStatement(
            sid="ItsCodeMakesNone",
            effect=iam.Effect.DENY,
            actions=INTERFACES,
            resources=["*"],
            conditions={"ArnEquals": {"lambda:SourceFunctionArn": function}},
        )
    )
    accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)


def keep_in_the_network(function: lambda_.Function) -> None:
    """Call `function` once a day, between releases too.

    AWS Lambda takes the network from a function that nobody called for weeks, and the call that wakes it up fails: that
    would be the first release after a pause, which is then taken back.
    """
    # Source: AWS Lambda developer guide, Lambda function states, Inactive.
    call = targets.LambdaFunction(function, event=events.RuleTargetInput.from_object(AWAKE))
    events.Rule(function, "Awake", schedule=events.Schedule.rate(cdk.Duration.days(1)), targets=[call])
