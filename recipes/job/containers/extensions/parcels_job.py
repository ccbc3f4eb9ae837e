"""The job for parcels: its schedule, its task, and the queue that keeps the runs that failed."""

import json

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.callers import asked_by_us
from security.nag import accept
from workload.data.database import APPLICATION_USER
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service_parts import ServiceParts
from workload.task import CONTAINER, add_container, task_definition

# Each night at three. The forms: cron(…), rate(6 hours), at(…) of EventBridge Scheduler.
SCHEDULE = "cron(0 3 * * ? *)"
TIME_ZONE = "UTC"
CPU, MEMORY_MB = 256, 512
# A start that is older than this comes too late.
TOO_LATE = cdk.Duration.hours(1)
# What ended without having been started, or otherwise than with 0; the one that was left out ends with 0.
FAILED = [
    {"stopCode": ["TaskFailedToStart"]},
    {"containers": {"exitCode": [{"anything-but": [0]}]}},
]


class ParcelsJob(Construct):
    """Rolls nothing back: what runs at night says little of the release of the day. Its alarm tells people."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        self._name = deployment_name(environment)
        self._service = service
        network = service.data.network
        # Of its own: what stops in the cluster of the API is an alarm of the API.
        self._cluster = ecs.Cluster(
            self, "Cluster", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENABLED
        )
        self._group = ec2.SecurityGroup(
            self,
            "Group",
            vpc=network.vpc,
            description=f"Job for parcels of {self._name}",
        )
        self.definition = self._definition(environment)
        self._let_use_the_database()
        self.failed = sqs.Queue(
            self,
            "Failed",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=service.key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )
        accept(self.failed, rule="AwsSolutions-SQS3", reason="It is a dead-letter queue, of a schedule and its tasks")
        self._start_on_time(network.vpc.select_subnets(subnet_group_name=network.tasks.subnet_group_name).subnet_ids)
        self._keep_runs_that_failed()
        self._tell()

    def _definition(self, environment: Environment) -> ecs.TaskDefinition:
        # The same parameter as that of the API: both run the digest that was deployed.
        image = cdk.Stack.of(self).node.find_child("Released")
        assert isinstance(image, ReleasedImage)
        definition = task_definition(
            self,
            "Definition",
            family=f"{self._name}-parcels-job",
            cpu=CPU,
            memory_mb=MEMORY_MB,
            on_fargate=True,
        )
        image.let_pull(definition.obtain_execution_role())
        add_container(
            definition,
            environment=environment,
            image=image,
            key=self._service.key,
            database=self._service.data.database,
            command=["python", "-m", "parcels_job"],
            variables={"DATABASE_USER": APPLICATION_USER},
        )
        return definition

    def _let_use_the_database(self) -> None:
        database = self._service.data.database
        database.let_sign_in(self.definition.task_role)
        ec2.CfnSecurityGroupIngress(
            self,
            "ToTheDatabase",
            group_id=database.instance.connections.security_groups[0].security_group_id,
            source_security_group_id=self._group.security_group_id,
            ip_protocol="tcp",
            from_port=database.port,
            to_port=database.port,
            description="Job for parcels",
        )

    def _start_on_time(self, subnets: list[str]) -> None:
        role = iam.Role(self, "ScheduleRole", assumed_by=asked_by_us("scheduler.amazonaws.com"))
        roles = [each.role_arn for each in (self.definition.task_role, self.definition.execution_role) if each]
        for statement in (
            iam.PolicyStatement(
                actions=["ecs:RunTask"],
                resources=[self.definition.task_definition_arn],
                conditions={"ArnEquals": {"ecs:cluster": self._cluster.cluster_arn}},
            ),
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=roles,
                conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            ),
        ):
            role.add_to_policy(statement)
        # Not grant_send_messages, which allows more with the key.
        self.failed.grant(role, "sqs:SendMessage")
        self._service.key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")
        due = {"name": "DUE", "value": "<aws.scheduler.scheduled-time>"}
        schedule = scheduler.CfnSchedule(
            self,
            "Schedule",
            schedule_expression=SCHEDULE,
            schedule_expression_timezone=TIME_ZONE,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self._cluster.cluster_arn,
                role_arn=role.role_arn,
                input=json.dumps({"containerOverrides": [{"name": CONTAINER, "environment": [due]}]}),
                ecs_parameters=scheduler.CfnSchedule.EcsParametersProperty(
                    task_definition_arn=self.definition.task_definition_arn,
                    launch_type="FARGATE",
                    network_configuration=scheduler.CfnSchedule.NetworkConfigurationProperty(
                        awsvpc_configuration=scheduler.CfnSchedule.AwsVpcConfigurationProperty(
                            subnets=subnets,
                            security_groups=[self._group.security_group_id],
                            assign_public_ip="DISABLED",
                        )
                    ),
                ),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=self.failed.queue_arn),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=TOO_LATE.to_seconds(), maximum_retry_attempts=10
                ),
            ),
        )
        schedule.node.add_dependency(role, self.definition)

    def _keep_runs_that_failed(self) -> None:
        rule = events.CfnRule(
            self,
            "RunFailed",
            event_pattern={
                "source": ["aws.ecs"],
                "detail-type": ["ECS Task State Change"],
                "detail": {"clusterArn": [self._cluster.cluster_arn], "lastStatus": ["STOPPED"], "$or": FAILED},
            },
            targets=[events.CfnRule.TargetProperty(id="Failed", arn=self.failed.queue_arn)],
        )
        # The policy of the key lets EventBridge in already, for the topic of the alarms.
        self.failed.add_to_resource_policy(
            iam.PolicyStatement(
                sid="RunsThatFailed",
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.failed.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": rule.attr_arn}},
            )
        )

    def _tell(self) -> None:
        failed = health_alarm(
            self,
            "FailedAlarm",
            self.failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            threshold=1,
            description="The parcels job failed, or could not be started",
        )
        tell = actions.SnsAction(self._service.alarm_topic)
        failed.add_alarm_action(tell)
        failed.add_ok_action(tell)
