"""How many tasks run: more when they are busy, or when each of them gets too many requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import IDependable

from workload.environment import Environment
from workload.service.load_balancer import LoadBalancer

BUSY_PERCENT = 60
Policy = scaling.CfnScalingPolicy


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """What tasks have to do besides, for example calls that wait, as an average of all tasks.

    id: of the policy. metric: falls when there are more tasks. target: the value to keep it at, in the metric's unit.
    """

    id: str
    metric: cloudwatch.Metric
    target: float


def scale(
    service: ecs.BaseService,
    *,
    environment: Environment,
    load_balancer: LoadBalancer,
    more: Sequence[Tracked] = (),
    after: IDependable | None = None,
) -> None:
    """Let the number of tasks follow the load, between `tasks` and `most_tasks` of the environment.

    more: what it follows besides CPU and requests; what asks for the most tasks decides.
    after: a deployment of CodeDeploy, which another number of tasks would fail while it is under way.
    """
    count = service.auto_scale_task_count(min_capacity=environment.tasks, max_capacity=environment.most_tasks)
    count.scale_on_cpu_utilization("Cpu", target_utilization_percent=BUSY_PERCENT)
    for each in more:
        count.scale_to_track_custom_metric(each.id, metric=each.metric, target_value=each.target)
    target = count.node.find_child("Target")
    assert isinstance(target, scaling.ScalableTarget)
    if after is not None:
        target.node.add_dependency(after)
    # The construct for requests looks at one target group. Either may be the one that serves users, so it would be
    # blind after every second deployment; and the construct for metrics of one's own takes no sum.
    Policy(
        count,
        "Requests",
        policy_name=f"{count.node.path.replace('/', '')}Requests",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.scalable_target_id,
        target_tracking_scaling_policy_configuration=Policy.TargetTrackingScalingPolicyConfigurationProperty(
            target_value=environment.requests_per_task,
            customized_metric_specification=Policy.CustomizedMetricSpecificationProperty(
                metrics=[
                    _requests_per_task("blue", load_balancer.blue),
                    _requests_per_task("green", load_balancer.green),
                    Policy.TargetTrackingMetricDataQueryProperty(
                        id="both", expression="FILL(blue, 0) + FILL(green, 0)", return_data=True
                    ),
                ]
            ),
        ),
    )


def _requests_per_task(id: str, group: elb.ApplicationTargetGroup) -> Policy.TargetTrackingMetricDataQueryProperty:
    """Requests that one task of `group` gets in a minute."""
    return Policy.TargetTrackingMetricDataQueryProperty(
        id=id,
        metric_stat=Policy.TargetTrackingMetricStatProperty(
            metric=Policy.TargetTrackingMetricProperty(
                namespace="AWS/ApplicationELB",
                metric_name="RequestCountPerTarget",
                dimensions=[
                    Policy.TargetTrackingMetricDimensionProperty(name="TargetGroup", value=group.target_group_full_name)
                ],
            ),
            stat="Sum",
        ),
        return_data=False,
    )
