"""Services that ECS deploys itself: alarms and the circuit breaker roll back, and a shift has what it needs."""

from collections.abc import Iterator

from ..deliveries import SERVICE, SHIFTS, is_deployed_by_ecs, lifecycle_hooks
from ..examples import with_resources
from ..repository import Repository
from ..roles import Roles, services
from ..rule import At, rule
from ..templates import Resource, as_list
from ..values import is_on, known, number

FAILURES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html"
BREAKER = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"
BLUE_GREEN = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html"
HOOKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html"
ROLLING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html"


def _services(repository: Repository) -> Iterator[Resource]:
    return (each for each in repository.of_type(SERVICE) if is_deployed_by_ecs(each))


def _example(configuration: str, more: str = "") -> str:
    return f"""
    Service:
      Type: AWS::ECS::Service
      Properties:
        DeploymentConfiguration: {configuration}
{more}
"""


@rule(
    id="ecs-alarms-roll-back",
    reason="ECS watches alarms during a deployment only if they are on, and goes back only if it is told to.",
    source=FAILURES,
    fails=with_resources(_example("{Alarms: {Enable: true, Rollback: false, AlarmNames: [Errors]}}")),
    passes=with_resources(_example("{Alarms: {Enable: true, Rollback: true, AlarmNames: [Errors]}}")),
)
def alarms_roll_back(repository: Repository) -> Iterator[At]:
    """A service that names alarms for its deployments has them on and rolls back; one that has them on names some."""
    for service in _services(repository):
        read = ("DeploymentConfiguration", "Alarms")
        names, template = service.get(*read, "AlarmNames"), service.template
        enabled = is_on(template, service.get(*read, "Enable"))
        off = [name for name in ("Enable", "Rollback") if is_on(template, service.get(*read, name)) is False]
        if names and off:
            yield At(
                template.file,
                service.where,
                f"the alarms of the deployment have {' and '.join(f'{name}: false' for name in off)}, so that an alarm "
                "does not bring back the tasks from before: set Enable and Rollback to true",
            )
        elif enabled and isinstance(names, list) and not names:
            yield At(
                template.file,
                service.where,
                "the deployment has alarms switched on and AlarmNames is empty, so that nothing watches it: name the "
                "alarms of the service",
            )


@rule(
    id="ecs-circuit-breaker-rolls-back",
    reason="A circuit breaker without rollback leaves a service with tasks that do not start.",
    source=BREAKER,
    fails=with_resources(_example("{DeploymentCircuitBreaker: {Enable: true, Rollback: false}}")),
    passes=with_resources(_example("{DeploymentCircuitBreaker: {Enable: true, Rollback: true}}")),
)
def circuit_breaker_rolls_back(repository: Repository) -> Iterator[At]:
    """A rolling deployment whose circuit breaker is on is also rolled back by it."""
    for service in _services(repository):
        read, template = ("DeploymentConfiguration", "DeploymentCircuitBreaker"), service.template
        enabled, back = (is_on(template, service.get(*read, name)) for name in ("Enable", "Rollback"))
        if enabled and back is False:
            yield At(
                template.file,
                service.where,
                "DeploymentCircuitBreaker has Rollback: false, so that a deployment whose tasks do not start stays "
                "failed with no new tasks: set Rollback to true",
            )


@rule(
    id="ecs-shift-has-two-target-groups",
    reason="ECS moves traffic between two target groups, and needs the other one, a rule of the listener and a role.",
    source=BLUE_GREEN,
    fails=with_resources(
        _example("{Strategy: BLUE_GREEN}", "        LoadBalancers: [{ContainerName: app, ContainerPort: 80}]")
    ),
    passes=with_resources(
        _example(
            "{Strategy: BLUE_GREEN}",
            "        LoadBalancers:\n        - AdvancedConfiguration: "
            "{AlternateTargetGroupArn: green, ProductionListenerRule: rule, RoleArn: role}",
        )
    ),
)
def shift_has_two_target_groups(repository: Repository) -> Iterator[At]:
    """A service that is deployed blue/green, as canary or linearly has two target groups behind its load balancer."""
    for service in _services(repository):
        strategy = known(service.template, service.get("DeploymentConfiguration", "Strategy"))
        for balancer in as_list(service.get("LoadBalancers")) if strategy in SHIFTS else []:
            if not isinstance(balancer, dict) or "Fn::If" in balancer:
                continue
            more = balancer.get("AdvancedConfiguration")
            group = balancer.get("TargetGroupArn")
            if more is None:
                problem = "has no AdvancedConfiguration"
            elif not isinstance(more, dict) or set(more) & {"Ref", "Fn::If"}:
                continue
            elif "AlternateTargetGroupArn" not in more:
                problem = "has no AlternateTargetGroupArn"
            elif group is not None and group == more["AlternateTargetGroupArn"]:
                problem = "names one target group for both colours"
            else:
                continue
            yield At.of(
                service,
                f"the strategy is {strategy} and its load balancer {problem}: give AdvancedConfiguration another "
                "target group, the rule of the listener and a role for ECS",
            )


@rule(
    id="ecs-hook-may-be-called",
    reason="ECS calls a hook with the role of the hook; a hook that cannot be called fails each deployment.",
    source=HOOKS,
    fails=with_resources(
        _example("{LifecycleHooks: [{HookTargetArn: hook, RoleArn: !GetAtt Role.Arn}]}")
        + """
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}}]}
        Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:InvokeFunction"}]}}]
"""
    ),
    passes=with_resources(
        _example("{LifecycleHooks: [{HookTargetArn: hook, RoleArn: !GetAtt Role.Arn}]}")
        + """
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs.amazonaws.com}}]}
        Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:InvokeFunction"}]}}]
"""
    ),
)
def hook_may_be_called(repository: Repository) -> Iterator[At]:
    """The role of a lifecycle hook lets ECS take it and calls functions."""
    for service in _services(repository):
        for hook in lifecycle_hooks(service):
            role = service.template.resource(hook.get("RoleArn"))
            if role is None or role.type != "AWS::IAM::Role":
                # A hook of the type PAUSE calls nothing.
                if "HookTargetArn" in hook and "RoleArn" not in hook:
                    yield At.of(
                        service,
                        "a lifecycle hook has no RoleArn, so that ECS cannot call it: give it a role that "
                        "ecs.amazonaws.com may take, with lambda:InvokeFunction for the hook",
                    )
                continue
            trusted = services(role)
            problems = []
            if trusted is not None and "ecs.amazonaws.com" not in trusted:
                problems.append(f"is for {' and '.join(sorted(trusted))}, and not for ecs.amazonaws.com")
            if Roles(role.template).rights(role).lacks("lambda:InvokeFunction"):
                problems.append("has no lambda:InvokeFunction")
            if problems:
                yield At.of(
                    service,
                    f"the role {role.id} of a lifecycle hook {' and '.join(problems)}, so that ECS cannot call the "
                    "hook and the deployment fails: mend the role",
                )


@rule(
    id="ecs-deployment-keeps-a-task",
    reason="With 0 percent healthy and at most 100 percent, ECS stops all tasks before it starts the new ones.",
    source=ROLLING,
    fails=with_resources(_example("{MinimumHealthyPercent: 0, MaximumPercent: 100}")),
    passes=with_resources(_example("{MinimumHealthyPercent: 100, MaximumPercent: 200}")),
)
def deployment_keeps_a_task(repository: Repository) -> Iterator[At]:
    """A service keeps tasks that answer while it is deployed."""
    for service in _services(repository):
        least = number(service.template, service.get("DeploymentConfiguration", "MinimumHealthyPercent"))
        most = number(service.template, service.get("DeploymentConfiguration", "MaximumPercent"))
        count = number(service.template, service.get("DesiredCount"))
        daemon = service.text("SchedulingStrategy") == "DAEMON" or count == 0
        if least == 0 and most is not None and most <= 100 and not daemon:
            yield At.of(
                service,
                f"MinimumHealthyPercent is 0 and MaximumPercent is {most:g}, so that each deployment stops all tasks "
                "before it starts new ones: raise one of them, for example to 100 and 200",
            )
