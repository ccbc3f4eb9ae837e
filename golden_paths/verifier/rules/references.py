"""What a template refers to is in it, and what it asks for is used."""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from .. import sam
from ..examples import FILE, with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, Template, as_list, references

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
# What a macro or a tool replaces before CloudFormation sees it; modules bring resources of their own.
OTHER_TOOLS = ("Fn::Transform", "Fn::ForEach", "Rain::")
TYPE = re.compile(r"(AWS|Alexa|Custom|\w+)::[\w@-]+(::\w+)?(?<!::MODULE)")
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


def _written(repository: Repository) -> Iterator[tuple[Template, Mapping[str, Any]]]:
    """Each template, and its document as a person wrote it; those that a macro changes are left out."""
    for template in repository.templates:
        body = repository.document(template.file)
        transforms = set(map(str, as_list(body.get("Transform"))))
        unknown = transforms - {sam.TRANSFORM, "AWS::LanguageExtensions"} or (
            sam.is_sam(body) and sam.is_sam(template.body)
        )
        # A piece that a tool puts into another template has no beginning of its own.
        whole = "AWSTemplateFormatVersion" in body or "Parameters" in body
        types = (str(each.get("Type")) for each in body["Resources"].values() if isinstance(each, Mapping))
        if whole and not unknown and all(map(TYPE.fullmatch, types)) and not _has(body, *OTHER_TOOLS):
            yield template, body


def _has(value: Any, *functions: str) -> bool:
    if isinstance(value, Mapping):
        return any(str(key).startswith(functions) or _has(below, *functions) for key, below in value.items())
    return isinstance(value, list) and any(_has(each, *functions) for each in value)


def _parts(template: Template, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Where something may refer to resources and parameters, and the value; metadata is for tools."""
    for id, resource in body["Resources"].items():
        if isinstance(resource, Mapping):
            found = template.resources.get(str(id)) or Resource(template, str(id), resource)
            yield found.where, {key: value for key, value in resource.items() if key != "Metadata"}
    for name in ("Outputs", "Conditions", "Rules", "Globals", "Hooks"):
        yield name, body.get(name)


def _names(body: Mapping[str, Any], section: str) -> set[str]:
    found = body.get(section)
    return {str(each) for each in found} if isinstance(found, Mapping) else set()


@rule(
    id="reference-exists",
    reason="CloudFormation refuses a template that refers to a resource or parameter which is not in it.",
    source=REF,
    fails=_with(_TEMPLATE.replace("!Ref Name", "!Ref Nmae")),
    passes=_with(_TEMPLATE),
)
def reference_exists(repository: Repository) -> Iterator[At]:
    """Ref, GetAtt, Sub and DependsOn name what the template has."""
    for template, body in _written(repository):
        known = _names(body, "Parameters") | _names(body, "Resources") | set(template.resources)
        for where, value in _parts(template, body):
            after = as_list(value.get("DependsOn")) if isinstance(value, Mapping) else []
            wanted = [name for name in references(value) if not _of_sam(name, template, body)]
            for name in sorted({*wanted, *(each for each in after if isinstance(each, str))} - known):
                if not name.startswith("AWS"):
                    yield At(
                        template.file,
                        where,
                        f"it refers to {name}, which is no parameter and no resource of this template: write the name "
                        "of one, or add it",
                    )


def _of_sam(name: str, template: Template, body: Mapping[str, Any]) -> bool:
    """SAM makes more resources than it tells, for example `FunctionVersion` and a hash."""
    if not sam.is_sam(body):
        return False
    made = set(template.resources) - _names(body, "Resources")
    # `Ref: Function.Version` and `Ref: Function.Alias` are SAM's.
    written = name.split(".")[0] in _names(body, "Resources") and name.endswith((".Version", ".Alias", ".Stage"))
    return written or any(name in each for each in made) or name.startswith("Serverless")


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
        parts = [(each.where, each.body) for each in template.resources.values()]
        for where, value in [*parts, ("Outputs", template.body.get("Outputs"))]:
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
    for template, body in _written(repository):
        known = _names(body, "Conditions")
        for where, value in _parts(template, body):
            used = set(_ifs(value))
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


def _ifs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _ifs(each)
    if isinstance(value, Mapping):
        for name, argument in value.items():
            if name == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
                yield argument[0]
            yield from _ifs(argument)


@rule(
    id="parameter-is-used",
    reason="A value that somebody gives to a parameter without use changes nothing, and nobody is told.",
    source=PARAMETERS,
    fails=_with(_TEMPLATE, "Parameters: {Name: {Type: String}, Retention: {Type: Number}}\n"),
    passes=_with(_TEMPLATE),
)
def parameter_is_used(repository: Repository) -> Iterator[At]:
    """Each parameter that a template declares is read somewhere in it."""
    for template, body in _written(repository):
        parameters = _names(body, "Parameters")
        used = {name for name in references({key: value for key, value in body.items() if key not in NOT_USES})}
        for name in sorted(parameters - used):
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
    for template in repository.templates:
        body = repository.document(template.file)
        for id, resource in body["Resources"].items():
            kind = str(resource.get("Type")) if isinstance(resource, Mapping) else ""
            properties = resource.get("Properties") if kind in NESTING else None
            path = properties.get(NESTING[kind]) if isinstance(properties, Mapping) else None
            given = properties.get("Parameters", {}) if isinstance(properties, Mapping) else None
            if not isinstance(path, str) or "://" in path or not isinstance(given, Mapping) or "Fn::If" in given:
                continue
            file = normpath(join(dirname(template.file), path))
            child = repository.document(file) if file in repository.files else None
            declared = child.get("Parameters") if isinstance(child, Mapping) else None
            for name, parameter in declared.items() if isinstance(declared, Mapping) else ():
                if isinstance(parameter, Mapping) and "Default" not in parameter and name not in given:
                    yield At(
                        template.file,
                        Resource(template, str(id), resource).where,
                        f"{file} declares the parameter {name} without default, and this nested stack gives it no "
                        "value: add it to Parameters",
                    )
