"""The worker on the queue of parcels: its tasks, how many of them run, and what is watched."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from extensions.parcels_scaling import follow_the_backlog
from monitoring.health_alarm import MINUTE, health_alarm
from project import NAME
from workload.environment import Compute, Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.circuit_breaker import roll_back_after_failed_tasks
from workload.service_parts import ServiceParts
from workload.task import add_container, task_definition

CPU, MEMORY_MB = 256, 512
# After so many attempts a message goes to the dead-letter queue, which keeps it for two weeks.
ATTEMPTS = 5
KEPT = cdk.Duration.days(14)
# A message comes again this long after its task has died. A task that lives prolongs it: HELD_SECONDS.
HELD = cdk.Duration.seconds(60)
# When the oldest message waits longer, the worker is too slow. That tells people and rolls nothing back.
WAITS_TOO_LONG = cdk.Duration.minutes(15)
HEALTH_CHECK = ecs.HealthCheck(
    command=["CMD", "python", "-m", "parcels_worker.alive"],
    interval=MINUTE,
    timeout=cdk.Duration.seconds(10),
    retries=2,
)


class ParcelsWorker(Construct):
    """`queue` is where others send; `definition` and `group` are of its tasks; `alarms` roll a deployment back."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        self._environment, self._service = environment, service
        self.failed = self._queue("Failed", retention_period=KEPT)
        self.queue = self._queue(
            "Queue",
            visibility_timeout=HELD,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failed, max_receive_count=ATTEMPTS),
        )
        self.definition = self._definition()
        self.group = ec2.SecurityGroup(
            self,
            "Group",
            vpc=service.data.network.vpc,
            description=f"Worker for parcels of {deployment_name(environment)}",
        )
        self.alarms = [self._failed(), self._errors()]
        follow_the_backlog(self._tasks(), self.queue)
        self._tell_of_a_slow_worker()

    def _queue(self, id: str, **properties: object) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._service.key,
            data_key_reuse=cdk.Duration.hours(1),
            enforce_ssl=True,
            **properties,  # type: ignore[arg-type]
        )

    def _definition(self) -> ecs.TaskDefinition:
        # The same parameter as that of the API: both run the digest that was deployed.
        image = cdk.Stack.of(self).node.find_child("Released")
        assert isinstance(image, ReleasedImage)
        definition = task_definition(
            self,
            "Definition",
            family=f"{deployment_name(self._environment)}-parcels-worker",
            cpu=CPU,
            memory_mb=MEMORY_MB,
            on_fargate=True,
        )
        image.let_pull(definition.obtain_execution_role())
        add_container(
            definition,
            environment=self._environment,
            image=image,
            key=self._service.key,
            command=["python", "-m", "parcels_worker"],
            variables={
                "PARCELS_QUEUE_URL": self.queue.queue_url,
            },
            health_check=HEALTH_CHECK,
        )
        # Not grant_consume_messages, which allows more.
        self.queue.grant(definition.task_role, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
        self._service.key.grant(definition.task_role, "kms:Decrypt")
        return definition

    def _tasks(self) -> ecs.FargateService:
        network, spot = self._service.data.network, self._environment.compute is Compute.FARGATE_SPOT
        # Of its own: what stops in the cluster of the API is an alarm of the API.
        cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
            enable_fargate_capacity_providers=True,
        )
        provider = "FARGATE_SPOT" if spot else "FARGATE"
        service = ecs.FargateService(
            self,
            "Service",
            cluster=cluster,
            task_definition=self.definition,
            capacity_provider_strategies=[ecs.CapacityProviderStrategy(capacity_provider=provider, weight=1)],
            security_groups=[self.group],
            vpc_subnets=network.tasks,
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            deployment_alarms=ecs.DeploymentAlarmConfig(
                alarm_names=[alarm.alarm_name for alarm in self.alarms], behavior=ecs.AlarmBehavior.ROLLBACK_ON_ALARM
            ),
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )
        roll_back_after_failed_tasks(service)
        # Before the first task starts: it would end without its rights.
        service.node.add_dependency(self.definition, cluster)
        return service

    def _failed(self) -> cloudwatch.Alarm:
        return health_alarm(
            self,
            "FailedAlarm",
            self.failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            threshold=1,
            description="A message of the parcels worker is in its dead-letter queue",
        )

    def _errors(self) -> cloudwatch.Alarm:
        """Fires while messages fail and none is handled, as with a release that does not work."""
        failed, handled = (
            cloudwatch.Metric(
                namespace=deployment_name(self._environment),
                metric_name=name,
                dimensions_map={"service": NAME},
                statistic="Sum",
                period=MINUTE,
            )
            for name in ("ParcelsFailed", "ParcelsHandled")
        )
        return health_alarm(
            self,
            "ErrorsAlarm",
            cloudwatch.MathExpression(
                expression="IF(handled > 0, 0, failed)",
                using_metrics={"failed": failed, "handled": handled},
                period=MINUTE,
                label="Messages that failed while none was handled",
            ),
            threshold=1,
            description="Messages of the parcels worker failed, and none was handled",
        )

    def _tell_of_a_slow_worker(self) -> None:
        slow = health_alarm(
            self,
            "SlowAlarm",
            self.queue.metric_approximate_age_of_oldest_message(period=MINUTE, statistic="Maximum"),
            threshold=WAITS_TOO_LONG.to_seconds(),
            minutes=5,
            description="The oldest message for the parcels worker waits too long, in seconds",
        )
        tell = actions.SnsAction(self._service.alarm_topic)
        slow.add_alarm_action(tell)
        slow.add_ok_action(tell)
