"""Names that a template gives to resources: as long as their service takes them, and in its letters."""

import re
from collections.abc import Iterator

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_text
from ..values import known

TYPES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html"
BUCKETS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
STREAMS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html"

# The property and the most characters. Source: botocore, the service models; the schemas of CloudFormation.
LIMITS = {
    "AWS::CodePipeline::Pipeline": ("Name", 100),
    "AWS::CodeBuild::Project": ("Name", 255),
    "AWS::CodeDeploy::Application": ("ApplicationName", 100),
    "AWS::CodeDeploy::DeploymentGroup": ("DeploymentGroupName", 100),
    "AWS::CodeDeploy::DeploymentConfig": ("DeploymentConfigName", 100),
    "AWS::IAM::Role": ("RoleName", 64),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", 128),
    "AWS::S3::Bucket": ("BucketName", 63),
    "AWS::Lambda::Function": ("FunctionName", 64),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("Name", 32),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Name", 32),
    "AWS::Logs::LogGroup": ("LogGroupName", 512),
    "AWS::CloudWatch::Alarm": ("AlarmName", 255),
    "AWS::CloudWatch::CompositeAlarm": ("AlarmName", 255),
    "AWS::SQS::Queue": ("QueueName", 80),
    "AWS::SNS::Topic": ("TopicName", 256),
    "AWS::DynamoDB::Table": ("TableName", 255),
    "AWS::ECS::Cluster": ("ClusterName", 255),
    "AWS::ECS::Service": ("ServiceName", 255),
    "AWS::ECS::TaskDefinition": ("Family", 255),
    "AWS::ECR::Repository": ("RepositoryName", 256),
    "AWS::Events::Rule": ("Name", 64),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", 80),
}
# What a name may consist of; a part of a name is enough to see that another character is in it.
LETTERS = {
    "AWS::S3::Bucket": ("[a-z0-9.-]*", "small letters, digits, dots and hyphens"),
    "AWS::ECR::Repository": ("[a-z0-9._/-]*", "small letters, digits and . _ - /"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("[A-Za-z0-9-]*", "letters, digits and hyphens"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("[A-Za-z0-9-]*", "letters, digits and hyphens"),
    "AWS::CodePipeline::Pipeline": ("[A-Za-z0-9.@_-]*", "letters, digits and . @ _ -"),
    "AWS::CodeBuild::Project": ("[A-Za-z0-9_-]*", "letters, digits, _ and -"),
    "AWS::Lambda::Function": ("[A-Za-z0-9_:-]*", "letters, digits, _ and -"),
    "AWS::DynamoDB::Table": ("[A-Za-z0-9._-]*", "letters, digits and . _ -"),
    "AWS::SQS::Queue": ("[A-Za-z0-9_.-]*", "letters, digits, _ and -"),
    "AWS::Logs::LogGroup": ("[A-Za-z0-9._/#-]*", "letters, digits and . _ - / #"),
    "AWS::Events::Rule": ("[A-Za-z0-9._-]*", "letters, digits and . _ -"),
}
LAMBDA_LOGS = "/aws/lambda/"


def _names(repository: Repository) -> Iterator[tuple[At, str, str, str, int]]:
    """Where a name stands, its type and property, what of it is known, and the most characters."""
    for resource in repository.of_type(*LIMITS):
        name, most = LIMITS[resource.type]
        value = resource.get(name)
        text = known(resource.template, value) or as_text(value)
        if value is not None and "Fn::" not in text and "{{resolve" not in text:
            fixed = re.sub(r"\$\{[^}]*\}", "", text)
            yield At.of(resource, text), resource.type, name, fixed, most


@rule(
    id="name-is-short-enough",
    reason="A service refuses a name that is longer than it allows, when the stack is deployed.",
    source=TYPES,
    fails=with_resources(
        "Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Name: the-target-group-of-our-service-x}}"
    ),
    passes=with_resources("Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Name: our-service}}"),
)
def name_is_short_enough(repository: Repository) -> Iterator[At]:
    """What is known of a name is no longer than its service allows."""
    for at, type, name, fixed, most in _names(repository):
        if len(fixed) > most:
            shown = at.sentence if len(at.sentence) <= 120 else f"{at.sentence[:117]}..."
            yield At(
                at.file,
                at.where,
                f"{name} {shown} has {len(fixed)} characters{' without references' if '${' in at.sentence else ''}; "
                f"{type} takes at most {most}: shorten it",
            )


@rule(
    id="name-has-the-letters-of-its-service",
    reason="A service refuses a name with other characters, when the stack is deployed.",
    source=BUCKETS,
    fails=with_resources("Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: Our_Artifacts}}"),
    passes=with_resources("Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: our-artifacts}}"),
)
def name_has_the_letters(repository: Repository) -> Iterator[At]:
    """What is known of a name consists of what its service takes."""
    for at, type, name, fixed, _ in _names(repository):
        if type in LETTERS and not re.fullmatch(LETTERS[type][0], fixed):
            yield At(
                at.file,
                at.where,
                f"its {name} {at.sentence[:120]} has characters that {type} refuses: write {LETTERS[type][1]} only",
            )


@rule(
    id="log-group-of-a-function-that-exists",
    reason="Lambda writes into /aws/lambda/ and the name of the function; another group stays empty.",
    source=STREAMS,
    fails=with_resources(
        """
        Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: orders-api}}
        Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/order-api}}
        """
    ),
    passes=with_resources(
        """
        Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: orders-api}}
        Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/orders-api}}
        """
    ),
)
def log_group_of_a_function(repository: Repository) -> Iterator[At]:
    """A log group below /aws/lambda/ has the name of a function, where all functions of a template have names."""
    for template in repository.templates:
        functions = list(template.of_type("AWS::Lambda::Function"))
        names = {each.text("FunctionName") for each in functions}
        if not functions or not all(each.get("FunctionName") for each in functions):
            continue
        for group in template.of_type("AWS::Logs::LogGroup"):
            text = group.text("LogGroupName")
            name = text.removeprefix(LAMBDA_LOGS)
            refers = {f"${{{each.id}}}" for each in functions}
            unknown = "Fn::" in "".join([text, *names]) or any(each in name for each in refers)
            if text.startswith(LAMBDA_LOGS) and name not in names and not unknown:
                resolved = {known(template, each.get("FunctionName")) for each in functions}
                own = known(template, group.get("LogGroupName"))
                if None in resolved or own is None or own.removeprefix(LAMBDA_LOGS) in resolved:
                    continue
                yield At(
                    template.file,
                    group.where,
                    f"its name {text} is that of no function of this template ({', '.join(sorted(names))}), so that "
                    f"it stays empty: name it {LAMBDA_LOGS} and the name of the function",
                )
