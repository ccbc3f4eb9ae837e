"""How new tasks replace the old ones: by ECS itself, as the environment says, and back when an alarm fires."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security import nag
from security.nag import accept
from settings.delivery import Delivery, Shift
from workload.container import CONTAINER
from workload.environment import Environment
from workload.service.capacity import Capacity
from workload.service.circuit_breaker import roll_back_after_failed_tasks
from workload.service.hook_functions import Hooks
from workload.service.lifecycle_hooks import lambda_hook, pause_hook, set_hooks
from workload.service.load_balancer import LoadBalancer
from workload.task import NAMED_AT_RUN_TIME, DeliveredTasks
from workload.task_sizes import Compute

NO_CIRCUIT_BREAKER = "@aws-cdk/aws-ecs:shouldUseCircuitBreaker"
TRAFFIC_POLICY = "AmazonECSInfrastructureRolePolicyForLoadBalancers"
Stage = ecs.DeploymentLifecycleStage
STRATEGIES = {
    Shift.ROLLING: ecs.DeploymentStrategy.ROLLING,
    Shift.ALL_AT_ONCE: ecs.DeploymentStrategy.BLUE_GREEN,
    Shift.CANARY: ecs.DeploymentStrategy.CANARY,
    Shift.LINEAR: ecs.DeploymentStrategy.LINEAR,
}


def traffic_shift(delivery: Delivery) -> dict[str, ecs.TrafficShiftConfig]:
    """The steps of a strategy in the words of ECS; rolling and blue/green have none."""
    if delivery.shift not in {Shift.CANARY, Shift.LINEAR}:
        return {}
    steps = ecs.TrafficShiftConfig(step_percent=delivery.percent, step_bake_time=cdk.Duration.minutes(delivery.minutes))
    return {f"{'canary' if delivery.shift is Shift.CANARY else 'linear'}_configuration": steps}


class EcsDelivery(Construct):
    """The service behind `load_balancer`, which ECS deploys.

    hooks: try out the new tasks; none with a rolling deployment, which has no traffic to hold back.
    health_alarms: exactly these stop a deployment and take it back.
    deployment, alarms: only where CodeDeploy deploys there is one beside the service, and are there more alarms.
    """

    deployment: None = None
    alarms: Sequence[cloudwatch.Alarm] = ()

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        capacity: Capacity,
        tasks: DeliveredTasks,
        load_balancer: LoadBalancer,
        hooks: Hooks | None,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        bake = cdk.Duration.minutes(environment.keep_old_minutes) if environment.shifts_traffic else None
        self.service = service_on(
            environment.compute,
            self,
            "Service",
            **service_options(capacity, tasks),
            deployment_strategy=STRATEGIES[environment.delivery.shift],
            bake_time=bake,
            **traffic_shift(environment.delivery),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            # Only rolling deployments know it; the others go back when a hook fails or an alarm fires.
            circuit_breaker=None if environment.shifts_traffic else ecs.DeploymentCircuitBreaker(rollback=True),
            deployment_alarms=ecs.DeploymentAlarmConfig(
                alarm_names=[alarm.alarm_name for alarm in health_alarms],
                behavior=ecs.AlarmBehavior.ROLLBACK_ON_ALARM,
            ),
        )
        if environment.shifts_traffic:
            no_breaker = "Only rolling deployments know it; the others have hooks and alarms"
            cdk.Annotations.of(self.service).acknowledge_warning(NO_CIRCUIT_BREAKER, no_breaker)
        else:
            roll_back_after_failed_tasks(self.service)
        if hooks is not None:
            self._call(hooks, capacity, pause_minutes=environment.pause_minutes)
        target = self.service.load_balancer_target(
            container_name=CONTAINER,
            container_port=environment.port,
            # Also while it rolls: AWS wants it there before the strategy changes.
            alternate_target=self._alternate(load_balancer),
        )
        target.attach_to_application_target_group(load_balancer.blue)
        # Before the first task starts, which is when the hooks are called for the first time.
        self.service.node.add_dependency(load_balancer, capacity, tasks, *([hooks] if hooks else []))

    def _call(self, hooks: Hooks, capacity: Capacity, *, pause_minutes: int) -> None:
        stack = cdk.Stack.of(self)
        cluster = capacity.cluster.node.default_child
        assert isinstance(cluster, cdk.CfnElement)
        hooks.allow(
            iam.PolicyStatement(
                sid="SeeWhatIsDeployed",
                actions=["ecs:DescribeServiceRevisions"],
                resources=[
                    stack.format_arn(
                        service="ecs", resource="service-revision", resource_name=f"{capacity.cluster.cluster_name}/*"
                    )
                ],
            ),
            wildcard=nag.printed_arn(stack, "ecs", f"service-revision/<{stack.get_logical_id(cluster)}>/*"),
            reason=NAMED_AT_RUN_TIME,
        )
        # One role for both; the one that the CDK would make may call every version of the functions.
        caller = iam.Role(self, "HookCaller", assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"))
        for handler, name in ((hooks.pre_traffic, "PreTraffic"), (hooks.post_traffic, "PostTraffic")):
            caller.add_to_policy(
                iam.PolicyStatement(
                    sid=f"Call{name}", actions=["lambda:InvokeFunction"], resources=[handler.function_arn]
                )
            )
        set_hooks(
            self.service,
            [
                lambda_hook(hooks.pre_traffic, Stage.POST_TEST_TRAFFIC_SHIFT, role=caller),
                lambda_hook(hooks.post_traffic, Stage.POST_PRODUCTION_TRAFFIC_SHIFT, role=caller),
                *([pause_hook(pause_minutes)] if pause_minutes else []),
            ],
        )
        self.service.node.add_dependency(caller)

    def _alternate(self, load_balancer: LoadBalancer) -> ecs.AlternateTarget:
        rule, rules = ecs.ListenerRuleConfiguration.application_listener_rule, load_balancer.rules
        assert rules is not None
        role = iam.Role(
            self,
            "TrafficRole",
            assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(TRAFFIC_POLICY)],
        )
        accept(
            role,
            rule="AwsSolutions-IAM4",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/{TRAFFIC_POLICY}",
            reason="AWS keeps it in step with what ECS calls to move traffic",
        )
        return ecs.AlternateTarget(
            "Alternate",
            role=role,
            alternate_target_group=load_balancer.green,
            production_listener=rule(rules.production),
            test_listener=rule(rules.test),
        )


def service_options(capacity: Capacity, tasks: DeliveredTasks) -> dict[str, Any]:
    """What a service is, whoever deploys it."""
    return {
        "cluster": capacity.cluster,
        "capacity_provider_strategies": capacity.strategy,
        "task_definition": tasks.definition,
        "security_groups": [tasks.group],
        "vpc_subnets": tasks.subnets,
        "min_healthy_percent": 100,
        "max_healthy_percent": 200,
        "health_check_grace_period": cdk.Duration.seconds(60),
        "enable_ecs_managed_tags": True,
    }


def service_on(compute: Compute, scope: Construct, id: str, **options: Any) -> ecs.FargateService | ecs.Ec2Service:
    """A service on Fargate, or on the instances of its cluster."""
    if compute is Compute.EC2:
        return ecs.Ec2Service(scope, id, **options)
    return ecs.FargateService(scope, id, **options)
