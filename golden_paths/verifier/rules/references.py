"""What a template refers to is in it, and what it asks for is used."""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from .. import sam
from ..examples import FILE, with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, references
from ..written import Written, as_written, conditions_of, parts

REF = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html"
GET_ATT = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html"
CONDITIONS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html"
PARAMETERS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"
NESTED = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-stack.html"

# Source: the resource schemas of CloudFormation, readOnlyProperties; types that have few.
ATTRIBUTES: Mapping[str, set[str]] = {
    "AWS::Lambda::Function": {"Arn", "SnapStartResponse", "SnapStartResponse.ApplyOn"},
    "AWS::Lambda::Alias": {"AliasArn"},
    "AWS::Lambda::Version": {"FunctionArn", "Version"},
    "AWS::Lambda::Url": {"FunctionArn", "FunctionUrl"},
    "AWS::IAM::Role": {"Arn", "RoleId"},
    "AWS::IAM::User": {"Arn"},
    "AWS::DynamoDB::Table": {"Arn", "StreamArn"},
    "AWS::ECS::Cluster": {"Arn"},
    "AWS::ECS::Service": {"Name", "ServiceArn"},
    "AWS::ECS::TaskDefinition": {"TaskDefinitionArn"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {
        "LoadBalancerArns",
        "TargetGroupArn",
        "TargetGroupFullName",
        "TargetGroupName",
    },
    "AWS::ElasticLoadBalancingV2::Listener": {"ListenerArn"},
    "AWS::CodeBuild::Project": {"Arn", "Id"},
    "AWS::CodePipeline::Pipeline": {"Arn", "Version"},
    "AWS::ECR::Repository": {"Arn", "RepositoryUri"},
    "AWS::KMS::Key": {"Arn", "KeyId"},
    "AWS::CloudWatch::Alarm": {"Arn"},
    "AWS::CloudWatch::CompositeAlarm": {"Arn"},
    "AWS::Logs::LogGroup": {"Arn"},
    "AWS::ApiGateway::RestApi": {"RestApiId", "RootResourceId"},
    "AWS::ApiGatewayV2::Api": {"ApiEndpoint", "ApiId", "ExecuteApiArn"},
}
NOT_USES = {"Parameters", "Metadata", "Description"}
NESTING = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}

_TEMPLATE = """
    Topic: {Type: AWS::SNS::Topic}
    Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}
    Function: {Type: AWS::Lambda::Function}
    Policy: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: [{Resource: !GetAtt Function.Arn}]}}}
"""


def _with(resources: str, before: str = "Parameters: {Name: {Type: String}}\n") -> dict[str, str]:
    return {FILE: before + with_resources(resources)[FILE]}


@rule(
    id="reference-exists",
    reason="CloudFormation refuses a template that refers to a resource or parameter which is not in it.",
    source=REF,
    fails=_with(_TEMPLATE.replace("!Ref Name", "!Ref Nmae")),
    passes=_with(_TEMPLATE),
)
def reference_exists(repository: Repository) -> Iterator[At]:
    """Ref, GetAtt, Sub and DependsOn name what the template has."""
    for written in as_written(repository):
        template, body = written.template, written.body
        known = written.names("Parameters", "Resources") | set(template.resources) | written.more
        for where, value in parts(template, body):
            after = as_list(value.get("DependsOn")) if isinstance(value, Mapping) else []
            wanted = [name for name in references(value) if not _of_sam(name, written)]
            for name in sorted({*wanted, *(each for each in after if isinstance(each, str))} - known):
                if not name.startswith("AWS"):
                    yield At(
                        template.file,
                        where,
                        f"it refers to {name}, which is no parameter and no resource of this template: write the name "
                        "of one, or add it",
                    )


def _of_sam(name: str, written: Written) -> bool:
    """SAM makes more resources than it tells, for example `FunctionVersion` and a hash."""
    if sam.TRANSFORM not in as_list(written.body.get("Transform")):
        return False
    own = written.names("Resources")
    # `Ref: Function.Version` and `Ref: Function.Alias` are SAM's.
    attribute = name.split(".")[0] in own | written.more and name.endswith((".Version", ".Alias", ".Stage"))
    return (
        attribute
        or name.startswith("Serverless")
        or any(name in each for each in set(written.template.resources) - own)
    )


@rule(
    id="attribute-exists",
    reason="CloudFormation refuses a GetAtt of an attribute that a type of resource does not have.",
    source=GET_ATT,
    fails=_with(_TEMPLATE.replace("Function.Arn", "Function.FunctionArn")),
    passes=_with(_TEMPLATE),
)
def attribute_exists(repository: Repository) -> Iterator[At]:
    """GetAtt and Sub name an attribute of the resource's type."""
    for template in repository.templates:
        kinds = {each.id: each.type for each in template.resources.values() if each.type in ATTRIBUTES}
        everywhere = [(each.where, each.body) for each in template.resources.values()]
        for where, value in [*everywhere, ("Outputs", template.body.get("Outputs"))]:
            for id, attribute in sorted(set(_attributes(value))):
                has = ATTRIBUTES.get(kinds.get(id, ""))
                if has is not None and attribute not in has:
                    yield At(
                        template.file,
                        where,
                        f"it reads {id}.{attribute}, and an {kinds[id]} has no attribute {attribute}: take one of "
                        f"{', '.join(sorted(has))}, or Ref",
                    )


def _attributes(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _attributes(each)
    if not isinstance(value, Mapping):
        return
    for name, argument in value.items():
        if name == "Fn::GetAtt":
            found = argument.split(".", 1) if isinstance(argument, str) else argument
            if isinstance(found, list) and len(found) == 2 and all(isinstance(each, str) for each in found):
                yield found[0], found[1]
        elif name == "Fn::Sub":
            text = argument if isinstance(argument, str) else str(argument[0]) if isinstance(argument, list) else ""
            yield from re.findall(r"\$\{(\w+)\.([\w.]+)\}", text)
            yield from _attributes(argument)
        elif name != "Metadata":
            yield from _attributes(argument)


@rule(
    id="condition-exists",
    reason="CloudFormation refuses a template that uses a condition which it does not declare.",
    source=CONDITIONS,
    fails=_with(
        "Topic: {Type: AWS::SNS::Topic, Condition: IsProd}",
        "Parameters: {}\nConditions: {IsProduction: !Equals [a, b]}\n",
    ),
    passes=_with(
        "Topic: {Type: AWS::SNS::Topic, Condition: IsProd}", "Parameters: {}\nConditions: {IsProd: !Equals [a, b]}\n"
    ),
)
def condition_exists(repository: Repository) -> Iterator[At]:
    """The condition of a resource, an output or an If is declared."""
    for written in as_written(repository):
        template, body = written.template, written.body
        known = written.names("Conditions") | written.more
        for where, value in parts(template, body):
            used = set(conditions_of(value))
            if where != "Outputs" and isinstance(value, Mapping) and isinstance(value.get("Condition"), str):
                used.add(value["Condition"])
            outputs = value.values() if where == "Outputs" and isinstance(value, Mapping) else ()
            used |= {each["Condition"] for each in outputs if isinstance(each, Mapping) and "Condition" in each}
            for name in sorted(each for each in used - known if isinstance(each, str)):
                yield At(
                    template.file,
                    where,
                    f"it depends on the condition {name}, which this template does not declare: add it to Conditions, "
                    "or write the name of one that is there",
                )


@rule(
    id="parameter-is-used",
    reason="A value that somebody gives to a parameter without use changes nothing, and nobody is told.",
    source=PARAMETERS,
    fails=_with(_TEMPLATE, "Parameters: {Name: {Type: String}, Retention: {Type: Number}}\n"),
    passes=_with(_TEMPLATE),
)
def parameter_is_used(repository: Repository) -> Iterator[At]:
    """Each parameter that a template declares is read somewhere in it, or handed to it by the stack that nests it."""
    handed = {(file, name) for _, file, given in _nested(repository) for name in given}
    for written in as_written(repository):
        template, body = written.template, written.body
        # Its pieces may read them.
        parameters = set() if written.more else written.names("Parameters")
        used = {name for name in references({key: value for key, value in body.items() if key not in NOT_USES})}
        for name in sorted(each for each in parameters - used if (written.template.file, each) not in handed):
            declared = body["Parameters"][name]
            line = getattr(declared, "line", 0)
            yield At(
                template.file,
                f"Parameters {name}" + (f" (line {line})" if line > 1 else ""),
                f"nothing reads the parameter {name}, so that its value changes nothing: use it, or remove it from the "
                "template and from what deploys it",
            )


@rule(
    id="nested-stack-gets-its-parameters",
    reason="CloudFormation refuses a nested stack when a parameter without default gets no value.",
    source=NESTED,
    fails=with_resources(
        "Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {A: 1}}}",
        child_yaml="Parameters: {A: {Type: String}, B: {Type: String}}\n"
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A, DisplayName: !Ref B}}}\n",
    ),
    passes=with_resources(
        "Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {A: 1}}}",
        child_yaml="Parameters: {A: {Type: String}}\n"
        "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}}\n",
    ),
)
def nested_stack_gets_parameters(repository: Repository) -> Iterator[At]:
    """A nested stack whose template is in the repository gets each parameter that has no default."""
    for parent, file, given in _nested(repository):
        child = repository.document(file)
        declared = child.get("Parameters") if isinstance(child, Mapping) else None
        for name, parameter in declared.items() if isinstance(declared, Mapping) else ():
            if isinstance(parameter, Mapping) and "Default" not in parameter and name not in given:
                yield At(
                    parent.template.file,
                    parent.where,
                    f"{file} declares the parameter {name} without default, and this nested stack gives it no value: "
                    "add it to Parameters",
                )


def _nested(repository: Repository) -> Iterator[tuple[Resource, str, Mapping[str, Any]]]:
    """Each nested stack whose template is in the repository, with that file and the parameters that it is given."""
    for template in repository.templates:
        for id, resource in repository.document(template.file)["Resources"].items():
            kind = str(resource.get("Type")) if isinstance(resource, Mapping) else ""
            properties = resource.get("Properties") if kind in NESTING else None
            path = properties.get(NESTING[kind]) if isinstance(properties, Mapping) else None
            given = properties.get("Parameters", {}) if isinstance(properties, Mapping) else None
            if not isinstance(path, str) or "://" in path or not isinstance(given, Mapping) or "Fn::If" in given:
                continue
            file = normpath(join(dirname(template.file), path))
            if file in repository.files:
                yield Resource(template, str(id), resource), file, given
