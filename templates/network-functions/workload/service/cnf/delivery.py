"""How new tasks replace old ones: by ECS, as the environment says, and back when an alarm fires."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from settings.delivery import Delivery, Shift
from workload.environment import Environment
from workload.service.circuit_breaker import roll_back_after_failed_tasks
from workload.service.cnf.capacity import Capacity
from workload.service.cnf.network_load_balancer import NetworkBalancer, Pair
from workload.service.cnf.port_trial import PortTrial
from workload.service.cnf.tasks import CONTAINER, PROTOCOLS, Tasks
from workload.service.gateway import GENEVE_PORT, Gateway
from workload.service.lifecycle_hooks import lambda_hook, pause_hook, set_hooks
from workload.service.reasons import AWS_ITSELF

MOVES_TRAFFIC = "AmazonECSInfrastructureRolePolicyForLoadBalancers"
NO_BREAKER = "@aws-cdk/aws-ecs:shouldUseCircuitBreaker"


def replacement(delivery: Delivery) -> dict[str, Any]:
    """A strategy as a service of ECS takes it.

    Only rolling deployments know the circuit breaker; in the others the trial, or an alarm, takes them back.
    """

    def steps() -> ecs.TrafficShiftConfig:
        minutes = cdk.Duration.minutes(delivery.minutes)
        return ecs.TrafficShiftConfig(step_percent=delivery.percent, step_bake_time=minutes)

    match delivery.shift:
        case Shift.ROLLING:
            breaker = ecs.DeploymentCircuitBreaker(enable=True, rollback=True)
            return {"deployment_strategy": ecs.DeploymentStrategy.ROLLING, "circuit_breaker": breaker}
        case Shift.ALL_AT_ONCE:
            return {"deployment_strategy": ecs.DeploymentStrategy.BLUE_GREEN}
        case Shift.CANARY:
            return {"deployment_strategy": ecs.DeploymentStrategy.CANARY, "canary_configuration": steps()}
        case Shift.LINEAR:
            return {"deployment_strategy": ecs.DeploymentStrategy.LINEAR, "linear_configuration": steps()}


class EcsDelivery(Construct):
    """`service`, whose tasks `capacity` runs.

    health_alarms: exactly these stop a deployment and roll it back.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        capacity: Capacity,
        tasks: Tasks,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        self._pause_minutes = environment.pause_minutes
        self.service = ecs.Ec2Service(
            self,
            "Service",
            cluster=capacity.cluster,
            task_definition=tasks.definition,
            capacity_provider_strategies=[capacity.strategy],
            vpc_subnets=tasks.subnets,
            security_groups=[tasks.group],
            placement_constraints=[ecs.PlacementConstraint.distinct_instances()],
            placement_strategies=[ecs.PlacementStrategy.spread_across(ecs.BuiltInAttributes.AVAILABILITY_ZONE)],
            # It would end tasks, and flows with them, for the sake of an even number in each zone.
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.DISABLED,
            # No old task leaves before a new one is healthy.
            min_healthy_percent=100,
            max_healthy_percent=200,
            health_check_grace_period=cdk.Duration.seconds(60),
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            deployment_alarms=ecs.DeploymentAlarmConfig(
                alarm_names=[each.alarm_name for each in health_alarms], behavior=ecs.AlarmBehavior.ROLLBACK_ON_ALARM
            ),
            # None where no old task waits beside the new ones.
            bake_time=cdk.Duration.minutes(environment.keep_old_minutes) if environment.shifts_traffic else None,
            **replacement(environment.delivery),
        )
        if environment.shifts_traffic:
            others = "Only rolling deployments know it; the others have a trial and alarms"
            cdk.Annotations.of(self.service).acknowledge_warning(NO_BREAKER, others)
        else:
            roll_back_after_failed_tasks(self.service)
        # Deleted in the other order, the service would wait for ever for instances that nobody starts.
        self.service.node.add_dependency(capacity, tasks)

    def behind_gateway(self, gateway: Gateway) -> None:
        """Have ECS register each task with `gateway`."""
        service = self.service.node.default_child
        assert isinstance(service, ecs.CfnService)
        # The CDK has no Gateway Load Balancer above the resources of CloudFormation.
        target = {"ContainerName": CONTAINER, "ContainerPort": GENEVE_PORT, "TargetGroupArn": gateway.target_group_arn}
        service.add_property_override("LoadBalancers", [target])
        self.service.node.add_dependency(gateway.listener)

    def behind(self, balancer: NetworkBalancer, *, trial: PortTrial | None) -> None:
        """Have ECS register each task with `balancer`, and move the traffic of each port between its two groups.

        trial: tries new tasks before they get traffic; None: a rolling deployment has no traffic to hold back.
        """
        role = self._traffic_role()
        for pair in balancer.pairs:
            self._register(pair, role)
        # Before the first task starts its targets have to belong to a load balancer.
        self.service.node.add_dependency(balancer)
        hooks = [pause_hook(self._pause_minutes)] if self._pause_minutes else []
        if trial is not None:
            stage = ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT
            hooks.append(lambda_hook(trial.function, stage, role=trial.caller))
            self.service.node.add_dependency(trial)
        if hooks:
            set_hooks(self.service, hooks)

    def _register(self, pair: Pair, role: iam.IRole) -> None:
        listener = ecs.ListenerRuleConfiguration.network_listener
        self.service.load_balancer_target(
            container_name=CONTAINER,
            container_port=pair.port.number,
            protocol=PROTOCOLS[pair.port.protocol],
            # Also while it rolls: AWS wants it there before the strategy changes.
            alternate_target=ecs.AlternateTarget(
                f"Alternate{pair.port.number}",
                role=role,
                alternate_target_group=pair.green,
                production_listener=listener(pair.production),
                test_listener=listener(pair.test),
            ),
        ).attach_to_network_target_group(pair.blue)

    def _traffic_role(self) -> iam.Role:
        role = iam.Role(self, "MovesTraffic", assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"))
        role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(MOVES_TRAFFIC))
        found = f"Policy::arn:<AWS::Partition>:iam::aws:policy/{MOVES_TRAFFIC}"
        accept(role, rule="AwsSolutions-IAM4", finding=found, reason=AWS_ITSELF)
        return role
