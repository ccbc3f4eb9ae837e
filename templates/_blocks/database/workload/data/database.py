"""PostgreSQL on RDS. No password of ours: RDS keeps and rotates the master's, the service signs in with IAM."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from security.nag import accept
from workload.data import names
from workload.data.name_rules import check_names
from workload.data.network import EnvironmentNetwork
from workload.database_sizes import MOST_STORAGE_GIB
from workload.environment import Environment

# The major version alone: RDS closes a minor one to new instances after a while. A new instance gets the default minor
# version; one that is there is never set back, and RDS brings later minor versions by itself.
VERSION = rds.PostgresEngineVersion.of("17", "17")
# CloudFormation refuses to change it, so a database of a repository without the line in names.py stays as it is.
LIFECYCLE = (
    None
    if getattr(names, "EXTENDED_SUPPORT", True)
    else rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED
)
# A names.py from before has no such line: that database keeps the authority that it has. The image knows all of them.
AUTHORITY = getattr(names, "CERTIFICATE_AUTHORITY", None)
check_names(database=names.DATABASE, user=names.DATABASE_USER, migration=names.MIGRATION)
NAME = names.DATABASE
MASTER_USER = "postgres"
# The user of the service: the migration task makes it, without a password.
APPLICATION_USER = names.DATABASE_USER
# Not the default, which scanners try first.
PORT = 5433
# Slower statements are logged, in milliseconds.
SLOW_MILLISECONDS = 500


class Database(Construct):
    """One instance, in subnets without a way out. `secret` holds user and password of the master.

    `variables` tell a container where it is.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        network: EnvironmentNetwork,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        sizes, protected = environment.database, environment.protect_data
        self.instance = rds.DatabaseInstance(
            self,
            "Instance",
            engine=rds.DatabaseInstanceEngine.postgres(version=VERSION),
            engine_lifecycle_support=LIFECYCLE,
            ca_certificate=rds.CaCertificate.of(AUTHORITY) if AUTHORITY else None,
            instance_type=ec2.InstanceType(sizes.instance),
            database_name=NAME,
            port=PORT,
            credentials=rds.Credentials.from_username(MASTER_USER, encryption_key=key),
            manage_master_user_password=True,
            iam_authentication=True,
            vpc=network.vpc,
            vpc_subnets=network.database,
            multi_az=sizes.standby,
            storage_type=rds.StorageType.GP3,
            allocated_storage=sizes.storage_gib,
            max_allocated_storage=min(10 * sizes.storage_gib, MOST_STORAGE_GIB),
            storage_encryption_key=key,
            backup_retention=cdk.Duration.days(sizes.backup_days),
            parameters={
                "rds.force_ssl": "1",
                "log_min_duration_statement": str(SLOW_MILLISECONDS),
                "log_lock_waits": "1",
                # Their values are data of customers.
                "log_parameter_max_length": "0",
            },
            cloudwatch_logs_exports=["postgresql", "upgrade"],
            enable_performance_insights=True,
            performance_insight_encryption_key=key,
            deletion_protection=protected,
            delete_automated_backups=not protected,
            removal_policy=cdk.RemovalPolicy.RETAIN if protected else cdk.RemovalPolicy.DESTROY,
        )
        resource = self.instance.node.default_child
        assert isinstance(resource, cdk.CfnResource)
        # It takes a major version for one that is closed to new instances.
        resource.add_metadata("cfn-lint", {"config": {"ignore_checks": ["W3691"]}})
        secret = self.instance.secret
        assert secret is not None
        self.secret: secretsmanager.ISecret = secret
        self.host, self.port = self.instance.db_instance_endpoint_address, PORT
        self.variables = {"DATABASE_HOST": self.host, "DATABASE_PORT": str(PORT), "DATABASE_NAME": NAME}
        self._accept(standby=sizes.standby, protected=protected)

    def let_sign_in(self, role: iam.IRole) -> None:
        """Let `role` sign in as the user of the service, with a token of IAM instead of a password."""
        stack = cdk.Stack.of(self)
        resource_id = self.instance.instance_resource_id
        assert resource_id is not None
        role.add_to_principal_policy(
            iam.PolicyStatement(
                sid="SignInToTheDatabase",
                actions=["rds-db:connect"],
                resources=[
                    stack.format_arn(
                        service="rds-db",
                        resource="dbuser",
                        resource_name=f"{resource_id}/{APPLICATION_USER}",
                        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
                    )
                ],
            )
        )

    def _accept(self, *, standby: bool, protected: bool) -> None:
        if not standby:
            accept(self.instance, rule="AwsSolutions-RDS3", reason="`standby` is for environments that must not fail")
        if not protected:
            accept(self.instance, rule="AwsSolutions-RDS10", reason="`protect_data` is for data that must be kept")
