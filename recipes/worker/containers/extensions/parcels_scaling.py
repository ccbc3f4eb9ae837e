"""How many tasks of the parcels worker run: more when more messages wait for each of them."""

from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_sqs as sqs

from monitoring.health_alarm import MINUTE

LEAST, MOST = 1, 4
# What one task handles within the time that a message may wait.
WAITING_PER_TASK = 100
Policy = scaling.CfnScalingPolicy


def follow_the_backlog(service: ecs.FargateService, queue: sqs.Queue) -> None:
    """Keep the messages that wait for one task of `service` at WAITING_PER_TASK, with LEAST to MOST tasks."""
    count = service.auto_scale_task_count(min_capacity=LEAST, max_capacity=MOST)
    target = count.node.find_child("Target")
    assert isinstance(target, scaling.ScalableTarget)
    waiting = queue.metric_approximate_number_of_messages_visible(period=MINUTE)
    # Of Container Insights: ECS itself does not count tasks.
    running = cloudwatch.Metric(
        namespace="ECS/ContainerInsights",
        metric_name="RunningTaskCount",
        dimensions_map={"ClusterName": service.cluster.cluster_name, "ServiceName": service.service_name},
        statistic="Average",
    )
    # The construct for metrics of one's own takes no quotient.
    Policy(
        count,
        "Backlog",
        policy_name=f"{count.node.path.replace('/', '')}Backlog",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.scalable_target_id,
        target_tracking_scaling_policy_configuration=Policy.TargetTrackingScalingPolicyConfigurationProperty(
            target_value=WAITING_PER_TASK,
            customized_metric_specification=Policy.CustomizedMetricSpecificationProperty(
                metrics=[
                    _of("waiting", waiting),
                    _of("running", running),
                    Policy.TargetTrackingMetricDataQueryProperty(
                        id="backlog", expression="waiting / IF(running > 1, running, 1)", return_data=True
                    ),
                ]
            ),
        ),
    )


def _of(id: str, metric: cloudwatch.Metric) -> Policy.TargetTrackingMetricDataQueryProperty:
    return Policy.TargetTrackingMetricDataQueryProperty(
        id=id,
        metric_stat=Policy.TargetTrackingMetricStatProperty(
            metric=Policy.TargetTrackingMetricProperty(
                namespace=metric.namespace,
                metric_name=metric.metric_name,
                dimensions=[
                    Policy.TargetTrackingMetricDimensionProperty(name=name, value=value)
                    for name, value in (metric.dimensions or {}).items()
                ],
            ),
            stat="Average",
        ),
        return_data=False,
    )
