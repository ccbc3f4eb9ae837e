"""Who spoke to whom in a VPC: its flow log."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from security.callers import asked_by_us
from workload.environment import Environment
from workload.logs import log_group


def log_flows(scope: Construct, *, vpc: ec2.IVpc, environment: Environment, key: kms.IKey) -> None:
    """Write every flow of `vpc`, accepted and rejected, to an encrypted log group in `scope`."""
    role = iam.Role(scope, "FlowLogRole", assumed_by=asked_by_us("vpc-flow-logs.amazonaws.com"))
    group = log_group(scope, "FlowLog", environment=environment, key=key)
    vpc.add_flow_log("Flows", destination=ec2.FlowLogDestination.to_cloud_watch_logs(group, role))
