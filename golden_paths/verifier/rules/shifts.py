"""Aliases of functions: they point to versions, callers use them, and the hooks of their deployments can answer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import ALIAS, GROUP, update_of
from ..examples import with_resources
from ..repository import Repository
from ..roles import ROLE, Roles
from ..rule import At, rule
from ..templates import Resource, Template, as_list, as_text, references
from ..values import known, walk

ALIASES = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
HOOKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html"
UPDATES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html"
LIMITED = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html"
REPORT = "codedeploy:PutLifecycleEventHookExecutionStatus"
LAMBDA = "AWS::Lambda::Function"

_ALIAS = """
    Function: {Type: AWS::Lambda::Function}
    Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Function}}
    Alias:
      Type: AWS::Lambda::Alias
      Properties: {Name: live, FunctionName: !Ref Function, FunctionVersion: !GetAtt Version.Version}
      UpdatePolicy: {CodeDeployLambdaAliasUpdate: {DeploymentGroupName: !Ref Group, BeforeAllowTrafficHook: !Ref Hook}}
    Group:
      Type: AWS::CodeDeploy::DeploymentGroup
      Properties:
        ServiceRoleArn: !GetAtt GroupRole.Arn
        AutoRollbackConfiguration: {Enabled: true, Events: [DEPLOYMENT_FAILURE]}
    GroupRole:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"]
    Hook: {Type: AWS::Lambda::Function, Properties: {FunctionName: CodeDeployHook_try, Role: !GetAtt HookRole.Arn}}
    HookRole:
      Type: AWS::IAM::Role
      Properties:
        Policies:
        - PolicyDocument:
            Statement: [{Effect: Allow, Action: "codedeploy:PutLifecycleEventHookExecutionStatus"}]
"""
_MAPPING = """
    Messages: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Alias}}
"""


@rule(
    id="alias-points-to-a-version",
    reason="$LATEST changes with the function itself, so an alias of it can neither shift traffic nor go back.",
    source=ALIASES,
    fails=with_resources(_ALIAS.replace("!GetAtt Version.Version", "$LATEST")),
    passes=with_resources(_ALIAS),
)
def points_to_a_version(repository: Repository) -> Iterator[At]:
    """An alias points to a published version."""
    for alias in repository.of_type(ALIAS):
        version = as_text(alias.get("FunctionVersion"))
        if version == "$LATEST" or (re.fullmatch(r"\$\{\w+\.Version\}", version) and _is_latest(alias)):
            yield At.of(
                alias,
                "the alias points to $LATEST, which each update changes at once: point it to an AWS::Lambda::Version, "
                "since an alias shifts traffic between published versions only",
            )


def _is_latest(alias: Resource) -> bool:
    """`Version` of a function is its unpublished one."""
    found = alias.template.resource(alias.get("FunctionVersion"))
    return found is not None and found.type == LAMBDA


@rule(
    id="callers-use-the-alias",
    reason="Who calls a function by its own ARN gets the new code at once, whatever its alias shifts.",
    source=ALIASES,
    fails=with_resources(_ALIAS + _MAPPING.replace("!Ref Alias", "!GetAtt Function.Arn")),
    passes=with_resources(_ALIAS + _MAPPING),
)
def callers_use_the_alias(repository: Repository) -> Iterator[At]:
    """What calls a function whose alias shifts traffic names the alias."""
    for template in repository.templates:
        shifted = {
            name: alias
            for alias in template.of_type(ALIAS)
            if update_of(alias)
            for name in references(alias.get("FunctionName"))
        }
        for caller, value in _calls(template) if shifted else ():
            text = as_text(value)
            for name in set(references(value)) & set(shifted):
                if re.search(rf"\$\{{{name}(\.Arn)?\}}(?!:)", text):
                    yield At(
                        template.file,
                        caller.where,
                        f"it calls the function {name} by itself, while its alias {shifted[name].text('Name')} shifts "
                        f"traffic: name the alias ({shifted[name].id}), or new code gets all of these calls at once",
                    )


def _calls(template: Template) -> Iterator[tuple[Resource, Any]]:
    """Each resource that calls functions, and the value that names one."""
    for resource in template.resources.values():
        if resource.type == "AWS::Lambda::EventSourceMapping":
            yield resource, resource.get("FunctionName")
        elif resource.type == "AWS::Lambda::Url" and resource.get("Qualifier") is None:
            yield resource, resource.get("TargetFunctionArn")
        elif resource.type == "AWS::ApiGatewayV2::Integration":
            yield resource, resource.get("IntegrationUri")
        elif resource.type == "AWS::ApiGateway::Method":
            yield resource, resource.get("Integration", "Uri")
        elif resource.type in {"AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi"}:
            yield from ((resource, each) for each in walk(resource.get("Body"), "uri"))
        elif resource.type == "AWS::SNS::Subscription":
            yield resource, resource.get("Endpoint")
        elif resource.type == "AWS::Scheduler::Schedule":
            yield resource, resource.get("Target", "Arn")
        elif resource.type == "AWS::Events::Rule":
            targets = as_list(resource.get("Targets"))
            yield from ((resource, each.get("Arn")) for each in targets if isinstance(each, Mapping))
        elif resource.type == "AWS::S3::Bucket":
            yield from ((resource, each) for each in walk(resource.get("NotificationConfiguration"), "Function"))


def _hooks(template: Template) -> Iterator[tuple[Resource, str, Resource]]:
    """Each alias with hooks, the name of the hook and its function, where that is in the template."""
    by_name = {each.text("FunctionName"): each for each in template.of_type(LAMBDA) if each.get("FunctionName")}
    for alias in template.of_type(ALIAS):
        for name in ("BeforeAllowTrafficHook", "AfterAllowTrafficHook"):
            value = update_of(alias).get(name)
            found = template.resource(value) or by_name.get(as_text(value))
            if value is not None and found is not None and found.type == LAMBDA:
                yield alias, name, found


@rule(
    id="hook-may-report-to-codedeploy",
    reason="CodeDeploy waits up to an hour for the answer of a hook, and then the deployment fails.",
    source=HOOKS,
    fails=with_resources(_ALIAS.replace("PutLifecycleEventHookExecutionStatus", "GetDeployment")),
    passes=with_resources(_ALIAS),
)
def hook_may_report(repository: Repository) -> Iterator[At]:
    """The role of a hook lets it tell CodeDeploy how it ended."""
    for template in repository.templates:
        for alias, name, function in _hooks(template):
            role = template.resource(function.get("Role"))
            if role is None or role.type != ROLE:
                continue
            if Roles(template).rights(role).lacks(REPORT):
                yield At(
                    template.file,
                    function.where,
                    f"it is the {name} of the alias {alias.id}, and its role {role.id} has no {REPORT}, so that "
                    "CodeDeploy waits for an hour and fails the deployment: allow it",
                )


@rule(
    id="hook-named-as-its-policy-allows",
    reason="The managed policy AWSCodeDeployRoleForLambdaLimited calls functions named CodeDeployHook_* only.",
    source=LIMITED,
    fails=with_resources(_ALIAS.replace("CodeDeployHook_try", "try-out")),
    passes=with_resources(_ALIAS),
)
def hook_named_as_allowed(repository: Repository) -> Iterator[At]:
    """A hook has a name that the role of its deployment group may call."""
    for template in repository.templates:
        for alias, name, function in _hooks(template):
            group = template.resource(update_of(alias).get("DeploymentGroupName"))
            role = template.resource(group.get("ServiceRoleArn")) if group and group.type == GROUP else None
            if role is None or role.type != ROLE:
                continue
            managed = [as_text(each).rsplit("/", 1)[-1] for each in as_list(role.get("ManagedPolicyArns"))]
            own = Roles(template).rights(role).statements
            if managed != ["AWSCodeDeployRoleForLambdaLimited"] or any(
                each.may("lambda:InvokeFunction") for each in own
            ):
                continue
            given = function.get("FunctionName")
            text = "" if given is None else known(template, given) or as_text(given)
            if given is None or (re.match(r"[A-Za-z]", text) and not text.startswith(("CodeDeployHook_", "Fn::"))):
                yield At(
                    template.file,
                    function.where,
                    f"it is the {name} of the alias {alias.id} and {f'is named {text}' if text else 'has no name'}; "
                    f"the role {role.id} may call functions named CodeDeployHook_* only: give it such a FunctionName",
                )


@rule(
    id="hook-exists",
    reason="CodeDeploy calls a hook by its name; a hook that is not there fails each deployment.",
    source=UPDATES,
    fails=with_resources(_ALIAS.replace("BeforeAllowTrafficHook: !Ref Hook", "BeforeAllowTrafficHook: !Ref GroupRole")),
    passes=with_resources(_ALIAS),
)
def hook_exists(repository: Repository) -> Iterator[At]:
    """The hook of an alias, its deployment group and its application are what they are named as."""
    for alias in repository.of_type(ALIAS):
        wanted = {
            "BeforeAllowTrafficHook": (LAMBDA, "AWS::Lambda::Version", ALIAS),
            "AfterAllowTrafficHook": (LAMBDA, "AWS::Lambda::Version", ALIAS),
            "DeploymentGroupName": (GROUP,),
            "ApplicationName": ("AWS::CodeDeploy::Application",),
        }
        for name, types in wanted.items():
            found = alias.template.resource(update_of(alias).get(name))
            if found is not None and found.type.startswith("AWS::") and found.type not in types:
                if found.type.startswith("AWS::Serverless"):
                    continue
                yield At.of(
                    alias,
                    f"{name} of its update policy is {found.id}, an {found.type}, so that each deployment of the alias "
                    f"fails: name an {types[0]}",
                )
