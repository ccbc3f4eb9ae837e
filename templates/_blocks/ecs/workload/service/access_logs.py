"""Who called what, kept as long as the logs of the environment. Load balancers write to S3 and nowhere else."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from constructs import Construct

from security.nag import accept
from workload.environment import Environment

# Of a bucket without access logs, or of a queue without one for what fails.
LAST = "It takes the logs or failures of others; one of its own would need another, without end"


class AccessLogs(Construct):
    """`bucket` takes the access logs of a load balancer."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment) -> None:
        super().__init__(scope, id)
        protected = environment.protect_data
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            # Load balancers cannot write to a bucket with a key of the customer.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(environment.log_retention_days))],
            removal_policy=cdk.RemovalPolicy.RETAIN if protected else cdk.RemovalPolicy.DESTROY,
            auto_delete_objects=not protected,
        )
        accept(self.bucket, rule="AwsSolutions-S1", reason=LAST)
