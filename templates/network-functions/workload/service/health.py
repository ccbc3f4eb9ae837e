"""When the network function is unhealthy. Exactly these alarms roll a deployment back."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as notify
from aws_cdk import aws_sns as sns
from constructs import Construct

from monitoring.health_alarm import health_alarm
from workload.environment import Entry, Environment
from workload.names import deployment_name
from workload.service.function_metrics import MINUTE, function_metric
from workload.service.packet_entry import PacketEntry
from workload.service.target_health import TargetHealth

# Of all packets, lost by the kernel or the tunnel and not by a rule.
MOST_LOST_PERCENT = 0.1
# A minute in which fewer are lost is none: with little traffic each packet would be a large share.
FEW_LOST = 10
FULL_PERCENT = 90
FAILED_TASKS = 2
FAILED_TASKS_MINUTES = 5


class Health(Construct):
    """`alarms` are all alarms of it.

    entry: what brings the packets, and where there are tasks, their cluster. topic: hears why a task stopped.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        entry: PacketEntry,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        targets = entry.targets
        self.alarms = [
            self._lost(environment),
            health_alarm(
                self,
                "SessionTable",
                function_metric(environment, "SessionTableUse", statistic="Maximum"),
                threshold=FULL_PERCENT,
                minutes=2,
                description="The session table of a function is nearly full, in percent",
            ),
            health_alarm(
                self,
                "Cpu",
                function_metric(environment, "SoftirqCpu", statistic="Maximum"),
                threshold=FULL_PERCENT,
                minutes=3,
                description="A processor does little but move packets, in percent",
            ),
            *(self._unhealthy(name, targets) for name in targets.groups),
            *([self._tasks(environment, entry.capacity.cluster, topic)] if entry.capacity else []),
        ]

    def _lost(self, environment: Environment) -> cloudwatch.Alarm:
        names = {"passed": "Packets", "kernel": "ConntrackDrops", "inserts": "ConntrackInsertFailed"}
        lost = "FILL(kernel, 0) + FILL(inserts, 0)"
        if environment.entry is Entry.GATEWAY:
            names["tunnel"] = "TunnelDrops"
            lost += " + FILL(tunnel, 0)"
        share = cloudwatch.MathExpression(
            expression=f"IF({lost} >= {FEW_LOST}, 100 * ({lost}) / (FILL(passed, 0) + {lost}), 0)",
            using_metrics={each: function_metric(environment, name) for each, name in names.items()},
            period=MINUTE,
            label="Packets lost, percent",
        )
        return health_alarm(
            self,
            "Lost",
            share,
            threshold=MOST_LOST_PERCENT,
            minutes=2,
            description="Packets were lost that no rule dropped, in percent of all",
        )

    def _unhealthy(self, name: str, targets: TargetHealth) -> cloudwatch.Alarm:
        return health_alarm(
            self,
            f"{name}Unhealthy",
            targets.unhealthy(name),
            threshold=1,
            minutes=3,
            description=f"A function behind {name} does not answer its health check",
        )

    def _tasks(self, environment: Environment, cluster: ecs.ICluster, topic: sns.ITopic) -> cloudwatch.Alarm:
        # What never starts is in no target group, so no health check sees it.
        why = events.EventField.from_path("$.detail.stoppedReason")
        failed = events.Rule(self, "TaskFailed", event_pattern=_failed_tasks(cluster))
        message = f"A task of {deployment_name(environment)} did not start or ended by itself: {why}"
        failed.add_target(notify.SnsTopic(topic, message=events.RuleTargetInput.from_text(message)))
        return health_alarm(
            self,
            "TasksFailed",
            cloudwatch.Metric(
                namespace="AWS/Events",
                metric_name="TriggeredRules",
                dimensions_map={"RuleName": failed.rule_name},
                statistic="Sum",
                period=cdk.Duration.minutes(FAILED_TASKS_MINUTES),
            ),
            threshold=FAILED_TASKS,
            description=f"{FAILED_TASKS} tasks failed within {FAILED_TASKS_MINUTES} minutes: no start, or an early end",
        )


def _failed_tasks(cluster: ecs.ICluster) -> events.EventPattern:
    stopped = {"lastStatus": ["STOPPED"], "stopCode": ["TaskFailedToStart", "EssentialContainerExited"]}
    return events.EventPattern(
        source=["aws.ecs"],
        detail_type=["ECS Task State Change"],
        detail={"clusterArn": [cluster.cluster_arn], **stopped},
    )
