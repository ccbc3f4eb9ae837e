"""How new tasks replace the old ones: by CodeDeploy, as the environment says, and back when an alarm fires."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from cdk.ecs_codedeploy import AppSpecHooks, EcsDeployment, TargetService
from constructs import Construct

from monitoring.health_alarm import require_few
from project import TAGS
from security.callers import asked_by_us
from security.nag import accept
from workload.container import CONTAINER
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import NO_RESOURCES
from workload.service.capacity import Capacity
from workload.service.codedeploy_provider import managed_policy, settle_provider
from workload.service.delivery import service_on, service_options
from workload.service.held_scaling import HeldScaling
from workload.service.hook_functions import Hooks
from workload.service.load_balancer import LoadBalancer
from workload.task import DeliveredTasks
from workload.tasks_environment import CODEDEPLOY_MINUTES
from workload.traffic_routing import traffic_routing

CODEDEPLOY_POLICY = "AWSCodeDeployRoleForECSLimited"


class CodeDeployDelivery(Construct):
    """The service behind `load_balancer`, which CodeDeploy deploys.

    CloudFormation must never update the service itself: ECS refuses that (`Unable to update task definition on services
    with a CODE_DEPLOY deployment controller`). So no size and no answer reaches it: a test compares two environments.

    deployment: ends when CodeDeploy has ended. alarms: tell people and roll nothing back.
    Raises ConfigurationError: CodeDeploy cannot watch so many `health_alarms`.
    """

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
        require_few(health_alarms, environment=environment.name)
        assert hooks is not None, "CodeDeploy always shifts traffic"
        self.service = service_on(
            environment.compute,
            self,
            "Service",
            **service_options(capacity, tasks),
            propagate_tags=ecs.PropagatedTagSource.TASK_DEFINITION,
            deployment_controller=ecs.DeploymentController(type=ecs.DeploymentControllerType.CODE_DEPLOY),
        )
        self.service.attach_to_application_target_group(load_balancer.blue)
        name = deployment_name(environment)
        # Not even a tag of an answer; the tasks take theirs from the task definition.
        for tag in (*TAGS, "environment"):
            cdk.Tags.of(self.service).remove(tag)
        self.service.node.add_dependency(capacity, tasks)
        role = self._role(tasks)
        group = self._group(name, role, environment, load_balancer, health_alarms)
        self._let_hooks_report(hooks, name)
        scaling = HeldScaling(
            self,
            "HeldScaling",
            environment=environment,
            cluster=capacity.cluster,
            service=self.service,
            key=hooks.key,
        )
        self.alarms: Sequence[cloudwatch.Alarm] = [scaling.alarm]
        self.deployment = EcsDeployment(
            deployment_group=group,
            target_service=TargetService(
                task_definition=tasks.definition,
                container_name=CONTAINER,
                container_port=environment.port,
                # What the AppSpec leaves out, CodeDeploy takes away from the service.
                capacity_provider_strategy=list(capacity.strategy),
            ),
            hooks=AppSpecHooks(
                before_install=scaling.function,
                after_allow_test_traffic=hooks.pre_traffic,
                after_allow_traffic=hooks.post_traffic,
            ),
            timeout=cdk.Duration.minutes(CODEDEPLOY_MINUTES),
        )
        self.deployment.node.add_dependency(hooks, scaling, role)
        settle_provider(self.deployment, environment=environment, key=hooks.key)

    def _role(self, tasks: DeliveredTasks) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=asked_by_us("codedeploy.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(CODEDEPLOY_POLICY)],
        )
        # Of roles of tasks the managed policy knows only the default ones of ECS.
        role.add_to_policy(
            iam.PolicyStatement(
                sid="GiveTheTasksTheirRoles",
                actions=["iam:PassRole"],
                resources=[
                    tasks.definition.task_role.role_arn,
                    tasks.definition.obtain_execution_role().role_arn,
                ],
                conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            )
        )
        accept(
            role,
            rule="AwsSolutions-IAM4",
            finding=managed_policy(CODEDEPLOY_POLICY),
            reason="AWS keeps it in step with what CodeDeploy calls; of functions it may call CodeDeployHook_* only",
        )
        return role

    def _group(
        self,
        name: str,
        role: iam.Role,
        environment: Environment,
        load_balancer: LoadBalancer,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> codedeploy.EcsDeploymentGroup:
        return codedeploy.EcsDeploymentGroup(
            self,
            "Group",
            application=codedeploy.EcsApplication(self, "Application", application_name=name),
            deployment_group_name=name,
            service=self.service,
            # The hooks are called CodeDeployHook_*: the policy covers them, nothing has to be added.
            role=role.without_policy_updates(),
            deployment_config=codedeploy.EcsDeploymentConfig(
                self, "Config", traffic_routing=traffic_routing(environment.delivery)
            ),
            blue_green_deployment_config=codedeploy.EcsBlueGreenDeploymentConfig(
                blue_target_group=load_balancer.blue,
                green_target_group=load_balancer.green,
                listener=load_balancer.production_listener,
                test_listener=load_balancer.test_listener,
                termination_wait_time=cdk.Duration.minutes(environment.keep_old_minutes),
            ),
            alarms=health_alarms,
            # An alarm that cannot be read must not pass for a healthy one.
            ignore_poll_alarms_failure=False,
            auto_rollback=codedeploy.AutoRollbackConfig(
                deployment_in_alarm=True, failed_deployment=True, stopped_deployment=True
            ),
        )

    def _let_hooks_report(self, hooks: Hooks, name: str) -> None:
        # By name: the group watches the alarms of the hooks, so the hooks must not wait for the group.
        group = cdk.Stack.of(self).format_arn(
            service="codedeploy",
            resource="deploymentgroup",
            resource_name=f"{name}/{name}",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        hooks.allow(
            iam.PolicyStatement(
                sid="SeeTheDeploymentAndReport",
                actions=["codedeploy:GetDeployment", "codedeploy:PutLifecycleEventHookExecutionStatus"],
                resources=[group],
            ),
            iam.PolicyStatement(sid="SeeItsTasks", actions=["ecs:DescribeTaskDefinition"], resources=["*"]),
            wildcard="*",
            reason=NO_RESOURCES,
        )
