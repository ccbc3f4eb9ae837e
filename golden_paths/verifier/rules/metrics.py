"""Metrics that alarms read: AWS publishes them, with these dimensions and statistics."""

import re
from collections.abc import Iterator

from ..deliveries import ALARM
from ..examples import with_resources
from ..metrics import METRICS, Alarm, Metric, alarms
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_text
from ..values import known, near

BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
CONCEPTS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html"
HTTP_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html"

# The attribute of a type that a dimension takes as its value; "" is what Ref gives.
VALUES = {
    ("LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"): "LoadBalancerFullName",
    ("TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup"): "TargetGroupFullName",
    ("FunctionName", "AWS::Lambda::Function"): "",
    ("TableName", "AWS::DynamoDB::Table"): "",
    ("QueueName", "AWS::SQS::Queue"): "QueueName",
    ("TopicName", "AWS::SNS::Topic"): "TopicName",
    ("ClusterName", "AWS::ECS::Cluster"): "",
    ("ServiceName", "AWS::ECS::Service"): "Name",
    ("DBInstanceIdentifier", "AWS::RDS::DBInstance"): "",
    ("StateMachineArn", "AWS::StepFunctions::StateMachine"): "Arn",
    ("ApiId", "AWS::ApiGatewayV2::Api"): "ApiId",
}
# For these Ref gives the same as that attribute.
EITHER = {"Arn", "ApiId"}
# What a dimension needs beside it, since the metric is not published without.
NEEDS = {
    ("AWS/Lambda", "Resource"): "FunctionName",
    ("AWS/Lambda", "ExecutedVersion"): "Resource",
    ("AWS/ECS", "ServiceName"): "ClusterName",
    ("AWS/ApplicationELB", "TargetGroup"): "LoadBalancer",
}
DIMENSIONS = {
    "AWS/Lambda": ["FunctionName", "Resource", "ExecutedVersion", "EventSourceMappingUUID"],
    "AWS/ApplicationELB": ["LoadBalancer", "TargetGroup", "AvailabilityZone"],
    "AWS/ECS": ["ClusterName", "ServiceName"],
    "AWS/DynamoDB": ["TableName", "Operation", "GlobalSecondaryIndexName", "ReceivingRegion"],
    "AWS/SQS": ["QueueName"],
    "AWS/ApiGateway": ["ApiName", "ApiId", "Stage", "Method", "Resource", "Route"],
}
CLOSED = {"AWS/ApplicationELB", "AWS/Lambda", "AWS/SQS"}
HTTP_METRICS = {"4xx": "4XXError", "5xx": "5XXError"}
# Each request is one data point of the value 1, so that every statistic but these two is always 1.
ONES = {
    "AWS/ApplicationELB": re.compile(r"HTTPCode_(Target_\w+|ELB_[345]XX)_Count"),
    "AWS/Lambda": re.compile("Throttles|Invocations"),
}


def _example(name: str, dimensions: str, statistic: str = "Sum", space: str = "AWS/ApplicationELB") -> str:
    return f"""
    Balancer: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer}}
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: {space}
        MetricName: {name}
        Statistic: {statistic}
        Dimensions: [{dimensions}]
        AlarmActions: [topic]
"""


_TEN = "        Threshold: 10\n        ComparisonOperator: GreaterThanThreshold\n"
_FULL = "{Name: LoadBalancer, Value: !GetAtt Balancer.LoadBalancerFullName}"


def _read(repository: Repository) -> Iterator[tuple[Alarm, Metric]]:
    for alarm in alarms(repository.of_type(ALARM)):
        for metric in alarm.metrics:
            yield alarm, metric


def _at(alarm: Alarm, sentence: str) -> At:
    return At.of(alarm.resource, sentence)


@rule(
    id="metric-exists",
    reason="CloudWatch accepts any name of a metric, and an alarm of one that nobody publishes never fires.",
    source=LAMBDA,
    fails=with_resources(_example("HTTPCode_Target_5xx_Count", _FULL)),
    passes=with_resources(_example("HTTPCode_Target_5XX_Count", _FULL)),
)
def metric_exists(repository: Repository) -> Iterator[At]:
    """A metric in a namespace of AWS is one that the service publishes."""
    for alarm, metric in _read(repository):
        listed = METRICS.get(metric.namespace, ())
        if not listed or not metric.name or metric.name in listed:
            continue
        meant = near(metric.name, list(listed))
        others = [space for space, names in METRICS.items() if metric.name in names]
        if meant or others:
            hint = f"it has {meant}" if meant else f"{' and '.join(others)} has it"
            yield _at(
                alarm,
                f"{metric.namespace} publishes no metric {metric.name}, so that the alarm never fires: {hint}",
            )


@rule(
    id="metric-has-its-dimensions",
    reason="A metric is found by exactly the dimensions with which it is published; with others it has no data.",
    source=BALANCER,
    fails=with_resources(_example("HTTPCode_Target_5XX_Count", "{Name: TargetGroup, Value: targetgroup/blue/1}")),
    passes=with_resources(
        _example("HTTPCode_Target_5XX_Count", f"{_FULL}, {{Name: TargetGroup, Value: targetgroup/blue/1}}")
    ),
)
def has_its_dimensions(repository: Repository) -> Iterator[At]:
    """An alarm reads a metric with dimensions that AWS publishes together."""
    for alarm, metric in _read(repository):
        names = set(metric.dimensions)
        if metric.namespace == "AWS/ApplicationELB" and metric.name == "RequestCountPerTarget":
            continue
        for (space, name), needed in NEEDS.items():
            if metric.namespace == space and name in names and needed not in names:
                yield _at(
                    alarm,
                    f"it reads {metric.name} with the dimension {name} and without {needed}, and {space} publishes it "
                    f"with both only: add {needed}",
                )
        if metric.name in {"HealthyHostCount", "UnHealthyHostCount"} and names == {"LoadBalancer"}:
            yield _at(
                alarm,
                f"it reads {metric.name} of a whole load balancer, and the load balancer publishes it for each target "
                "group only: add the dimension TargetGroup",
            )
        closed = set(DIMENSIONS[metric.namespace]) if metric.namespace in CLOSED else names
        if names and not names & closed and not any(near(name, sorted(closed)) for name in names):
            yield _at(
                alarm,
                f"its dimension is {' and '.join(sorted(names))}, and {metric.namespace} publishes {metric.name} "
                f"with {', '.join(sorted(closed))} only: name what the alarm is about with these",
            )
        for name in names - set(DIMENSIONS.get(metric.namespace, [])):
            if meant := near(name, DIMENSIONS.get(metric.namespace, [])):
                yield _at(
                    alarm,
                    f"{metric.namespace} publishes no metric with a dimension {name}, so that the alarm has no data: "
                    f"it is called {meant}",
                )
        if metric.namespace == "AWS/ApiGateway":
            wrong = [rest if "ApiId" in names else http for http, rest in HTTP_METRICS.items()]
            right = {**HTTP_METRICS, **{rest: http for http, rest in HTTP_METRICS.items()}}
            if metric.name in wrong and names & {"ApiId", "ApiName"}:
                yield _at(
                    alarm,
                    f"it reads {metric.name} with the dimension {'ApiId' if 'ApiId' in names else 'ApiName'}; HTTP "
                    f"APIs publish 4xx and 5xx with ApiId, REST APIs 4XXError and 5XXError with ApiName: read "
                    f"{right[metric.name]}",
                )


@rule(
    id="metric-dimension-has-its-value",
    reason="A dimension is the short or full name of a resource, and Ref or another attribute gives something else.",
    source=BALANCER,
    fails=with_resources(_example("RequestCount", "{Name: LoadBalancer, Value: !Ref Balancer}")),
    passes=with_resources(_example("RequestCount", _FULL)),
)
def dimension_has_its_value(repository: Repository) -> Iterator[At]:
    """The value of a dimension is the attribute that CloudWatch knows the resource by."""
    for alarm, metric in _read(repository):
        template = alarm.resource.template
        for name, value in metric.dimensions.items():
            found = re.fullmatch(r"\$\{(\w+)(?:\.([\w.]+))?\}", as_text(value))
            resource = template.resources.get(found[1]) if found else None
            if found is None or resource is None or not metric.namespace.startswith("AWS/"):
                continue
            wanted = VALUES.get((name, resource.type))
            if wanted is None or (found[2] or "") in {wanted, "" if wanted in EITHER else wanted}:
                continue
            given = f"attribute {found[2]}" if found[2] else "Ref"
            yield _at(
                alarm,
                f"its dimension {name} is the {given} of {resource.id}, and CloudWatch knows it by "
                f"{f'the attribute {wanted}' if wanted else 'what Ref gives'}: take that, or the alarm has no data",
            )


@rule(
    id="metric-statistic-says-something",
    reason="Each request is a data point of the value 1, so that average, minimum and maximum are always 1.",
    source=BALANCER,
    fails=with_resources(_example("HTTPCode_Target_5XX_Count", _FULL, "Average") + _TEN),
    passes=with_resources(_example("HTTPCode_Target_5XX_Count", _FULL, "Sum") + _TEN),
)
def statistic_says_something(repository: Repository) -> Iterator[At]:
    """A count of ones is summed, where it goes into an expression or is compared with more than 1."""
    for alarm, metric in _read(repository):
        ones = ONES.get(metric.namespace)
        if ones is None or not ones.fullmatch(metric.name) or metric.statistic not in {"Average", "Minimum", "Maximum"}:
            continue
        threshold = alarm.threshold
        never = threshold is not None and (
            threshold > 1 or (threshold == 1 and alarm.operator == "GreaterThanThreshold")
        )
        if alarm.expression or (never and alarm.operator.startswith("GreaterThan")):
            yield _at(
                alarm,
                f"it reads {metric.name} as {metric.statistic}, which is always 1, however many there are: "
                "read its Sum",
            )


@rule(
    id="metric-of-a-resource-of-the-template",
    reason="An alarm whose dimension is a wrong name has no data, and CloudWatch does not say so.",
    source=CONCEPTS,
    fails=with_resources(
        _example("Errors", "{Name: FunctionName, Value: orders-ap}", space="AWS/Lambda")
        + "\n    Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: orders-api}}\n"
    ),
    passes=with_resources(
        _example("Errors", "{Name: FunctionName, Value: orders-api}", space="AWS/Lambda")
        + "\n    Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: orders-api}}\n"
    ),
)
def of_a_resource(repository: Repository) -> Iterator[At]:
    """A literal name in a dimension is not a misspelled name of a resource of the same template."""
    own = {"FunctionName": "AWS::Lambda::Function", "TableName": "AWS::DynamoDB::Table"}
    own |= {"QueueName": "AWS::SQS::Queue", "ClusterName": "AWS::ECS::Cluster"}
    names_of = {
        dimension: [known(each.template, each.get(dimension)) or "" for each in repository.of_type(type)]
        for dimension, type in own.items()
    }
    for alarm, metric in _read(repository):
        template = alarm.resource.template
        for dimension, names in names_of.items():
            value = metric.dimensions.get(dimension)
            text = known(template, value) if value is not None else None
            if not text or not metric.namespace.startswith("AWS/"):
                continue
            meant = near(text, names)
            # Two names that differ in a number belong to two things.
            if meant and text not in names and re.sub(r"\d", "", text) != re.sub(r"\d", "", meant):
                yield _at(
                    alarm,
                    f"its dimension {dimension} is {text}, which is no resource here, while {meant} is one: refer to "
                    "it with Ref, so that both names are one",
                )
