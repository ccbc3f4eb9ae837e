"""When the service is unhealthy. Exactly these alarms roll a deployment back."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.hook_functions import Hooks
from workload.service.load_balancer import LoadBalancer
from workload.task_sizes import Controller

# Of the requests to one target group, in percent. A canary has a group of its own, so its errors do not drown.
MOST_ERRORS_PERCENT = 5
MOST_UNANSWERED = 15
MOST_STOPPED_TASKS = 2


class Health(Construct):
    """`alarms` are all alarms of it.

    cluster: where only tasks run that users reach. hooks: what tries out new tasks; None with rolling deployments.
    topic: hears why a task stopped. more: alarms of other parts, which roll a deployment back as well. others: target
    groups of other parts, whose tasks have to answer their health check as well.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        load_balancer: LoadBalancer,
        cluster: ecs.Cluster,
        hooks: Hooks | None,
        topic: sns.ITopic,
        more: Sequence[cloudwatch.Alarm] = (),
        others: Mapping[str, elb.ApplicationTargetGroup] | None = None,
    ) -> None:
        super().__init__(scope, id)
        balancer = load_balancer.balancer.metrics
        groups = {"Blue": load_balancer.blue, "Green": load_balancer.green}
        errors = [self._errors(name, group) for name, group in groups.items()]
        self.alarms = [
            *errors,
            health_alarm(
                self,
                "NoAnswer",
                balancer.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT, period=MINUTE),
                # More than the hooks send while they wait for new tasks.
                threshold=MOST_UNANSWERED,
                description=f"{MOST_UNANSWERED} requests within a minute got no answer from any task",
            ),
            health_alarm(
                self,
                "Duration",
                balancer.target_response_time(period=MINUTE, statistic="p99"),
                threshold=environment.p99_milliseconds / 1000,
                minutes=2,
                description="The slowest hundredth of the requests took too long, in seconds",
            ),
            self._unhealthy({**groups, **(others or {})}),
            self._tasks(environment, cluster, topic),
            *([self._hooks(hooks, environment.controller)] if hooks else []),
            *more,
        ]

    def _errors(self, name: str, group: elb.ApplicationTargetGroup) -> cloudwatch.Alarm:
        failed = group.metrics.http_code_target(elb.HttpCodeTarget.TARGET_5XX_COUNT, period=MINUTE)
        share = cloudwatch.MathExpression(
            expression="IF(requests > 0, 100 * FILL(failed, 0) / requests, 0)",
            using_metrics={"failed": failed, "requests": group.metrics.request_count(period=MINUTE)},
            period=MINUTE,
            label=f"{name}: errors in percent",
        )
        return health_alarm(
            self,
            f"{name}Errors",
            share,
            threshold=MOST_ERRORS_PERCENT,
            description=f"Too many requests to the tasks of target group {name} ended in an error, in percent",
        )

    def _unhealthy(self, groups: Mapping[str, elb.ApplicationTargetGroup]) -> cloudwatch.Alarm:
        # One alarm for all groups: CodeDeploy watches ten at most, and the team may have its own.
        counted = {
            name.lower(): group.metrics.unhealthy_host_count(period=MINUTE, statistic="Maximum")
            for name, group in groups.items()
        }
        return health_alarm(
            self,
            "TasksUnhealthy",
            cloudwatch.MathExpression(
                expression=" + ".join(f"FILL({name}, 0)" for name in counted),
                using_metrics=counted,
                period=MINUTE,
                label="Tasks that do not answer their health check",
            ),
            threshold=1,
            minutes=3,
            description=f"A task of target group {' or '.join(groups)} does not answer its health check",
        )

    def _tasks(self, environment: Environment, cluster: ecs.Cluster, topic: sns.ITopic) -> cloudwatch.Alarm:
        # A task that never starts is in no target group and meets no hook: without this alarm ECS would try for a day.
        reason = events.EventField.from_path("$.detail.stoppedReason")
        rule = events.Rule(
            self,
            "TaskStopped",
            event_pattern=events.EventPattern(
                source=["aws.ecs"],
                detail_type=["ECS Task State Change"],
                detail={
                    "clusterArn": [cluster.cluster_arn],
                    "lastStatus": ["STOPPED"],
                    "stopCode": ["TaskFailedToStart", "EssentialContainerExited"],
                },
            ),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(
                        f"A task of {deployment_name(environment)} did not start or ended by itself: {reason}"
                    ),
                )
            ],
        )
        stopped = cloudwatch.Metric(
            namespace="AWS/Events",
            metric_name="TriggeredRules",
            dimensions_map={"RuleName": rule.rule_name},
            statistic="Sum",
            # ECS waits longer before each try, so two failures seldom lie within one minute.
            period=cdk.Duration.minutes(5),
        )
        return health_alarm(
            self,
            "TasksStopped",
            stopped,
            threshold=MOST_STOPPED_TASKS,
            description=f"{MOST_STOPPED_TASKS} tasks within five minutes did not start or ended by themselves",
        )

    def _hooks(self, hooks: Hooks, controller: Controller) -> cloudwatch.Alarm:
        crashes = [hook.metric_errors(period=MINUTE) for hook in (hooks.pre_traffic, hooks.post_traffic)]
        # A refusal ends a deployment of CodeDeploy by itself; the alarm would stop the one that takes it back as well.
        refusals = hooks.failures if controller is Controller.ECS else []
        counted = {f"m{index}": metric for index, metric in enumerate([*refusals, *crashes])}
        return health_alarm(
            self,
            "Hooks",
            cloudwatch.MathExpression(
                expression=" + ".join(f"FILL({name}, 0)" for name in counted),
                using_metrics=counted,
                period=MINUTE,
                label="Hooks that refused a release or crashed",
            ),
            threshold=1,
            description="A hook that tries out new tasks refused them, or crashed and nobody knows whether they work",
        )
