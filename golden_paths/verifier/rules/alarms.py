"""Alarms of deployments: they exist, watch what is deployed, and are fast enough to stop a shift."""

from collections.abc import Iterator

from ..deliveries import ALARM, COMPOSITE, Delivery, deliveries
from ..examples import with_resources
from ..metrics import Alarm
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_text, references
from ..values import known, near

GROUPS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html"
LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html"
EVALUATION = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"
BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
# What a dimension names, by type, and the dimensions that do.
NAMING = {
    "FunctionName": "AWS::Lambda::Function",
    "TargetGroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "ServiceName": "AWS::ECS::Service",
}

_GROUP = """
    Group:
      Type: AWS::CodeDeploy::DeploymentGroup
      Properties:
        DeploymentConfigName: CodeDeployDefault.LambdaCanary10Percent5Minutes
        AlarmConfiguration: {Enabled: true, Alarms: [{Name: !Ref Errors}]}
        AutoRollbackConfiguration: {Enabled: true, Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]}
    Function: {Type: AWS::Lambda::Function}
    Other: {Type: AWS::Lambda::Function}
    Alias:
      Type: AWS::Lambda::Alias
      Properties: {Name: live, FunctionName: !Ref Function}
      UpdatePolicy: {CodeDeployLambdaAliasUpdate: {DeploymentGroupName: !Ref Group}}
    Errors:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/Lambda
        MetricName: Errors
        Dimensions:
        - {Name: FunctionName, Value: !Ref Function}
        - {Name: Resource, Value: !Sub "${Function}:live"}
        Statistic: Sum
        Period: 60
        EvaluationPeriods: 2
        AlarmActions: [topic]
"""
_SERVICE = """
    Service:
      Type: AWS::ECS::Service
      Properties:
        DeploymentConfiguration:
          Strategy: BLUE_GREEN
          Alarms: {Enable: true, Rollback: true, AlarmNames: [!Ref BlueErrors, !Ref GreenErrors]}
        LoadBalancers:
        - TargetGroupArn: !Ref Blue
          AdvancedConfiguration: {AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: rule, RoleArn: role}
    Blue: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}
    Green: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}
    BlueErrors:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/ApplicationELB
        MetricName: HTTPCode_Target_5XX_Count
        Statistic: Sum
        AlarmActions: [topic]
        Dimensions:
        - {Name: LoadBalancer, Value: app/balancer/1}
        - {Name: TargetGroup, Value: !GetAtt Blue.TargetGroupFullName}
    GreenErrors:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/ApplicationELB
        MetricName: HTTPCode_Target_5XX_Count
        Statistic: Sum
        AlarmActions: [topic]
        Dimensions:
        - {Name: LoadBalancer, Value: app/balancer/1}
        - {Name: TargetGroup, Value: !GetAtt Green.TargetGroupFullName}
"""


@rule(
    id="deployment-alarm-exists",
    reason="A deployment group cannot be made with, and a service not be watched by, an alarm that is not there.",
    source=GROUPS,
    fails=with_resources(_GROUP.replace("{Name: !Ref Errors}", "{Name: !GetAtt Errors.Arn}")),
    passes=with_resources(_GROUP),
)
def alarm_exists(repository: Repository) -> Iterator[At]:
    """The alarms of a deployment are alarms, and are named by their names."""
    everywhere = [each for each in repository.of_type(ALARM, COMPOSITE) if each.get("AlarmName") is not None]
    literal = [name for each in everywhere if (name := known(each.template, each.get("AlarmName")))]
    for delivery in deliveries(repository):
        own = {each.text("AlarmName") for each in everywhere if each.template is delivery.template}
        for value in delivery.alarm_names or []:
            text, found = as_text(value), delivery.template.resource(value)
            if found is not None and text == f"${{{found.id}}}" and found.type in (ALARM, COMPOSITE):
                continue
            problem = ""
            if found is not None and text == f"${{{found.id}}}" and found.type.startswith("AWS::"):
                problem = f"it is the {found.type} {found.id} and no alarm"
            elif found is not None and found.type in (ALARM, COMPOSITE) and text == f"${{{found.id}.Arn}}":
                problem = f"it is the ARN of {found.id}, and an alarm is given by its name (Ref)"
            elif text not in own and "Fn::" not in text:
                name = known(delivery.template, value)
                meant = near(name, literal) if name else ""
                if "${AWS::StackName}" in text and name is None:
                    problem = "this template has no alarm of this name"
                elif name and name not in literal and meant:
                    problem = f"there is no such alarm, and there is {meant}"
            if problem:
                yield At.of(
                    delivery.resource,
                    f"the deployment is watched by the alarm {text}, but {problem}: name an alarm that exists",
                )


def _named(alarm: Alarm, dimension: str) -> set[str]:
    """The logical ids that a dimension of the alarm's metrics names, by the type of what it names."""
    resources = alarm.resource.template.resources
    found = {name for each in alarm.metrics for name in references(each.dimensions.get(dimension))}
    return {each for each in found if each in resources and resources[each].type == NAMING[dimension]}


@rule(
    id="deployment-alarm-watches-what-is-deployed",
    reason="An alarm of something else stays quiet while the new version fails.",
    source=LAMBDA,
    fails=with_resources(_GROUP.replace("Value: !Ref Function}", "Value: !Ref Other}")),
    passes=with_resources(_GROUP),
)
def watches_what_is_deployed(repository: Repository) -> Iterator[At]:
    """The alarms of a deployment have the dimensions of its function, alias, target groups or service."""
    every = list(deliveries(repository))
    for delivery in every:
        others = [
            each for each in every if each.resource is not delivery.resource and each.template is delivery.template
        ]
        # Services of one stack may go back together: then each has the alarms of all.
        shared = {alarm.id for other in others for alarm in other.alarms}
        watching = [Alarm(each) for each in delivery.alarms]
        yield from _aliases(delivery, watching)
        for dimension, type in NAMING.items():
            deployed = delivery.deployed[type]
            watched = {alarm.resource.id: _named(alarm, dimension) for alarm in watching}
            if not deployed:
                continue
            elsewhere = {each for other in others for each in other.deployed[type]}
            unwatched = not any(named & deployed for named in watched.values())
            for alarm in watching:
                named = watched[alarm.resource.id] - delivery.hooks
                is_strange = named <= elsewhere and alarm.resource.id not in shared
                if named and not named & deployed and (is_strange or unwatched):
                    yield At.of(
                        alarm.resource,
                        f"it watches the deployment {delivery.resource.id} of {' and '.join(sorted(deployed))}, and "
                        f"its dimension {dimension} is {' and '.join(sorted(named))}: name what is deployed, or give "
                        "the deployment another alarm",
                    )


def _aliases(delivery: Delivery, watching: list[Alarm]) -> Iterator[At]:
    names = {as_text(alias.get("Name")) for alias in delivery.aliases}
    versions = {name for alias in delivery.aliases for name in references(alias.get("FunctionVersion"))}
    for alarm in watching:
        for metric in alarm.metrics:
            named = set(references(metric.dimensions.get("FunctionName")))
            if not named & delivery.deployed["AWS::Lambda::Function"]:
                continue
            text = as_text(metric.dimensions.get("Resource"))
            alias = text.rsplit("}:", 1)[-1] if "}:" in text else ""
            if (
                alias
                and "$" not in alias
                and "Fn::" not in text
                and names
                and alias not in names
                and names == {each for each in names if "$" not in each}
            ):
                yield At.of(
                    alarm.resource,
                    f"its dimension Resource ends in :{alias}, and the deployment {delivery.resource.id} moves the "
                    f"alias {' and '.join(sorted(names))}: name that alias, since the metric has no data otherwise",
                )
            executed = set(references(metric.dimensions.get("ExecutedVersion"))) & set(delivery.template.resources)
            if executed and versions and not executed & versions:
                yield At.of(
                    alarm.resource,
                    f"its dimension ExecutedVersion is {' and '.join(sorted(executed))}, and the alias of the "
                    f"deployment {delivery.resource.id} moves to {' and '.join(sorted(versions))}: name that version",
                )


@rule(
    id="deployment-alarm-fast-enough",
    reason="An alarm that fires after the shift has ended cannot stop it.",
    source=EVALUATION,
    fails=with_resources(_GROUP.replace("Period: 60", "Period: 300")),
    passes=with_resources(_GROUP),
)
def fast_enough(repository: Repository) -> Iterator[At]:
    """An alarm of errors fires within the first step of a canary, and before a linear or blue/green shift ends.

    One of latency or capacity may be slower, as long as any alarm of the deployment is fast enough.
    """
    for delivery in deliveries(repository):
        if delivery.steps is None:
            continue
        kind, seconds = delivery.steps
        watching = [Alarm(each) for each in delivery.alarms]
        fast = any(alarm.seconds is None or alarm.seconds <= seconds for alarm in watching)
        for alarm in watching:
            needed, each = alarm.seconds, alarm.resource
            if needed is not None and needed > seconds and (alarm.counts_errors or not fast):
                what = "its first step" if kind == "canary" else "the deployment"
                yield At.of(
                    each,
                    f"it needs {needed:g} seconds (Period times DatapointsToAlarm) to fire, and {what} of "
                    f"{delivery.resource.id} ({kind}) ends after {seconds:g}: shorten the alarm or lengthen the step",
                )


@rule(
    id="deployment-alarms-watch-both-colours",
    reason="New tasks are in either target group in turn, so each second deployment would go unwatched.",
    source=BALANCER,
    fails=with_resources(_SERVICE.replace(", !Ref GreenErrors", "")),
    passes=with_resources(_SERVICE),
)
def watch_both_colours(repository: Repository) -> Iterator[At]:
    """What alarms of a blue/green deployment read of one target group, they read of the other one too."""
    for delivery in deliveries(repository):
        if delivery.alarm_names is None or len(delivery.alarms) < len(delivery.alarm_names):
            continue
        watched: dict[str, set[str]] = {}
        whole: set[str] = set()
        for each in delivery.alarms:
            for metric in Alarm(each).metrics:
                if metric.namespace not in {"AWS/ApplicationELB", "AWS/NetworkELB"}:
                    continue
                if "TargetGroup" in metric.dimensions:
                    found = set(references(metric.dimensions["TargetGroup"]))
                    watched.setdefault(metric.name, set()).update(found)
                else:
                    whole.add(metric.name)
        for name, found, pair in ((*each, pair) for each in sorted(watched.items()) for pair in delivery.colours):
            missing = sorted(pair - found)
            if len(missing) == 1 and found & pair and name not in whole:
                yield At.of(
                    delivery.resource,
                    f"its alarms read {name} of one target group and not of {missing[0]}, which gets the new tasks of "
                    "each second deployment: add such an alarm for it",
                )
