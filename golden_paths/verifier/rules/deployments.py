"""Deployment groups of CodeDeploy: the configuration exists and fits, alarms watch, and what fails is rolled back."""

from collections.abc import Iterator

from ..deliveries import CONFIG, PREDEFINED, Delivery, deliveries
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_text
from ..values import is_on, known, listed, near

CONFIGURATIONS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html"
ALARMS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html"
ROLLBACKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"

# Source: AWS CodeDeploy user guide, "Working with deployment configurations".
LAMBDA = ["LambdaAllAtOnce"]
LAMBDA += [f"LambdaCanary10Percent{minutes}Minutes" for minutes in (5, 10, 15, 30)]
LAMBDA += ["LambdaLinear10PercentEvery1Minute"]
LAMBDA += [f"LambdaLinear10PercentEvery{minutes}Minutes" for minutes in (2, 3, 10)]
ECS = ["ECSAllAtOnce", "ECSCanary10Percent5Minutes", "ECSCanary10Percent15Minutes"]
ECS += ["ECSLinear10PercentEvery1Minutes", "ECSLinear10PercentEvery3Minutes"]
PLATFORMS = {
    **{PREDEFINED + name: "Lambda" for name in LAMBDA},
    **{PREDEFINED + name: "ECS" for name in ECS},
    **{PREDEFINED + name: "Server" for name in ("AllAtOnce", "HalfAtATime", "OneAtATime")},
}

_APPLICATION = """
    Application: {Type: AWS::CodeDeploy::Application, Properties: {ComputePlatform: Lambda}}
"""
_CANARY = """
    Group:
      Type: AWS::CodeDeploy::DeploymentGroup
      Properties:
        ApplicationName: !Ref Application
        DeploymentConfigName: CodeDeployDefault.LambdaCanary10Percent5Minutes
        AlarmConfiguration: {Enabled: true, Alarms: [{Name: !Ref Alarm}]}
        AutoRollbackConfiguration: {Enabled: true, Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]}
"""
_WHOLE = _APPLICATION + _CANARY


def _groups(repository: Repository) -> Iterator[Delivery]:
    return (each for each in deliveries(repository) if each.of_codedeploy)


def _at(delivery: Delivery, sentence: str) -> At:
    return At(delivery.template.file, delivery.resource.where, sentence)


@rule(
    id="deployment-configuration-exists",
    reason="CodeDeploy has a fixed list of configurations whose names begin with CodeDeployDefault.",
    source=CONFIGURATIONS,
    fails=with_resources(_WHOLE.replace("Canary10Percent5Minutes", "Canary10Percent7Minutes")),
    passes=with_resources(_WHOLE),
)
def configuration_exists(repository: Repository) -> Iterator[At]:
    """A configuration that is named CodeDeployDefault.… is one that CodeDeploy has."""
    for delivery in _groups(repository):
        name = delivery.config_name
        if name.startswith(PREDEFINED) and name not in PLATFORMS:
            meant = near(name, list(PLATFORMS))
            yield _at(
                delivery,
                f"CodeDeploy has no deployment configuration {name}: take one of its list"
                + (f", for example {meant}," if meant else "")
                + " or make an AWS::CodeDeploy::DeploymentConfig of your own",
            )


@rule(
    id="deployment-configuration-fits-platform",
    reason="CodeDeploy refuses a group whose configuration is made for another compute platform than its application.",
    source=CONFIGURATIONS,
    fails=with_resources(_WHOLE.replace("LambdaCanary10Percent5Minutes", "ECSCanary10Percent5Minutes")),
    passes=with_resources(_WHOLE),
)
def configuration_fits_platform(repository: Repository) -> Iterator[At]:
    """The deployment configuration and the application of a group are made for one compute platform."""
    for delivery in _groups(repository):
        config = delivery.template.resource(delivery.resource.get("DeploymentConfigName"))
        if config is not None and config.type == CONFIG:
            name, platform = config.id, known(config.template, config.get("ComputePlatform") or "Server")
        else:
            name, platform = delivery.config_name, PLATFORMS.get(delivery.config_name)
        if platform and delivery.platform and platform != delivery.platform:
            yield _at(
                delivery,
                f"the deployment configuration {name} is made for {platform}, and the group deploys to "
                f"{delivery.platform}: give the group a configuration for {delivery.platform}",
            )


@rule(
    id="deployment-watched-by-alarms",
    reason="CodeDeploy shifts traffic step by step so that an alarm can stop it; without one each step just passes.",
    source=ALARMS,
    fails=with_resources(_WHOLE.replace("Enabled: true, Alarms", "Enabled: false, Alarms")),
    passes=with_resources(_WHOLE),
)
def watched_by_alarms(repository: Repository) -> Iterator[At]:
    """A group that shifts traffic in steps has alarms, they are on, and CodeDeploy stops if it cannot read them."""
    for delivery in _groups(repository):
        named, template = delivery.alarm_names, delivery.template
        settings = delivery.resource.get("AlarmConfiguration")
        if is_on(template, delivery.resource.get("AlarmConfiguration", "Enabled")) is False and named:
            yield _at(
                delivery,
                f"AlarmConfiguration names {len(named)} alarms and has Enabled: false, so that no alarm stops a "
                "deployment: set Enabled: true",
            )
        if is_on(template, delivery.resource.get("AlarmConfiguration", "IgnorePollAlarmFailure")):
            yield _at(
                delivery,
                "IgnorePollAlarmFailure: true lets a deployment go on when CodeDeploy cannot read its alarms: leave it "
                "out and give the role of the group cloudwatch:DescribeAlarms",
            )
        if named == [] and delivery.may_shift and not (isinstance(settings, dict) and "Fn::If" in settings):
            kind, seconds = delivery.steps or ("stepwise", 0)
            shift = f"a {kind} shift of {seconds / 60:g} minutes" if seconds else "a shift of traffic in steps"
            yield _at(
                delivery,
                f"{shift} has no alarm, so that nothing stops it while users get "
                "errors: name the alarms of what is deployed in AlarmConfiguration",
            )


@rule(
    id="deployment-rolls-back",
    reason="A deployment that fails or that an alarm stops leaves new code in place unless a rollback is asked for.",
    source=ROLLBACKS,
    fails=with_resources(_WHOLE.replace("[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]", "[DEPLOYMENT_FAILURE]")),
    passes=with_resources(_WHOLE),
)
def rolls_back(repository: Repository) -> Iterator[At]:
    """A group for Lambda or ECS rolls back what fails, and what its alarms stop."""
    for delivery in _groups(repository):
        if delivery.platform not in {"Lambda", "ECS"}:
            continue
        settings = delivery.resource.get("AutoRollbackConfiguration")
        on = is_on(delivery.template, delivery.resource.get("AutoRollbackConfiguration", "Enabled"))
        events = listed(delivery.resource.get("AutoRollbackConfiguration", "Events"))
        if settings is None or on is False:
            yield _at(
                delivery,
                "AutoRollbackConfiguration is off, so that a deployment that fails stays where it stopped: set Enabled "
                "to true with the events DEPLOYMENT_FAILURE and DEPLOYMENT_STOP_ON_ALARM",
            )
        elif on and events is not None:
            wanted = ["DEPLOYMENT_FAILURE"] + (["DEPLOYMENT_STOP_ON_ALARM"] if delivery.alarm_names else [])
            missing = [each for each in wanted if each not in {as_text(event) for event in events}]
            if missing and not any(isinstance(event, dict) for event in events):
                yield _at(
                    delivery,
                    f"AutoRollbackConfiguration has the events {as_text(events) or 'none'}, without "
                    f"{' and '.join(missing)}, so that CodeDeploy stops and does not roll back: add it to Events",
                )


@rule(
    id="deployment-group-role-of-its-platform",
    reason="CodeDeploy works with the rights of the group's role, and AWS has a managed policy for each platform.",
    source="https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html",
    fails=with_resources(
        _WHOLE.replace("ApplicationName: !Ref", "ServiceRoleArn: !GetAtt Role.Arn\n        ApplicationName: !Ref")
        + """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole"]}
"""
    ),
    passes=with_resources(
        _WHOLE.replace("ApplicationName: !Ref", "ServiceRoleArn: !GetAtt Role.Arn\n        ApplicationName: !Ref")
        + """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"]}
"""
    ),
)
def role_of_its_platform(repository: Repository) -> Iterator[At]:
    """The role of a group has no managed policy of CodeDeploy for another platform alone."""
    endings = {"AWSCodeDeployRole": "Server", "AWSCodeDeployRoleForECS": "ECS", "AWSCodeDeployRoleForECSLimited": "ECS"}
    endings |= {"AWSCodeDeployRoleForLambda": "Lambda", "AWSCodeDeployRoleForLambdaLimited": "Lambda"}
    for delivery in _groups(repository):
        role = delivery.template.resource(delivery.resource.get("ServiceRoleArn"))
        if role is None or role.type != "AWS::IAM::Role" or role.get("Policies") or not delivery.platform:
            continue
        policies = listed(role.get("ManagedPolicyArns")) or []
        names = [as_text(each).rsplit("/", 1)[-1] for each in policies]
        others = [name for name in names if name in endings]
        if others and len(others) == len(names) and delivery.platform not in {endings[name] for name in others}:
            yield _at(
                delivery,
                f"the role {role.id} has {others[0]}, which is made for {endings[others[0]]}, and the group deploys to "
                f"{delivery.platform}: attach the policy of CodeDeploy for {delivery.platform}",
            )
