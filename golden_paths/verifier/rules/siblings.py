"""What all others of a repository have: one without it was forgotten."""

import json
import re
from collections.abc import Iterator, Mapping

from ..deliveries import deliveries, lifecycle_hooks
from ..environments import PRODUCTION, environment
from ..examples import with_pipeline, with_resources
from ..pipelines import Action
from ..policies import Statement, read
from ..repository import Repository
from ..roles import ROLE, RUNS_CODE, Roles, named, trust
from ..rule import At, rule
from ..templates import Resource, as_list, as_text
from .trust import OF_CDK, SENDS_SOURCE

# Of CodePipeline no page says that it sends aws:SourceAccount when it takes its role.
SAYS_FOR_WHOM = SENDS_SOURCE - {"codepipeline"}
# Of EventBridge none says that it does when it uses a key.
SAYS_FOR_A_KEY = {"cloudwatch", "logs", "cloudtrail"}

DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
_STATEMENT = "{Effect: Allow, Principal: {Service: %s.amazonaws.com}, Action: 'sts:AssumeRole'%s}"
_IF = ", Condition: {StringEquals: {'aws:SourceAccount': !Ref 'AWS::AccountId'}}"
_ROLES = """
One: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: [%s]}}}
Two: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: [%s]}}}
Three: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: [%s]}}}
"""


@rule(
    id="trust-says-for-whom-as-others-do",
    reason="Who names aws:SourceAccount for one service knows why; another without it was forgotten.",
    source=DEPUTY,
    fails=with_resources(
        _ROLES % (_STATEMENT % ("lambda", _IF), _STATEMENT % ("codedeploy", _IF), _STATEMENT % ("codebuild", ""))
    ),
    passes=with_resources(
        _ROLES % (_STATEMENT % ("lambda", _IF), _STATEMENT % ("codedeploy", _IF), _STATEMENT % ("codebuild", _IF))
    ),
)
def says_for_whom(repository: Repository) -> Iterator[At]:
    """Where two services or more are trusted for one account only, each service that says for whom it asks is."""
    for template in repository.templates:
        # Roles that SAM makes stand in no file.
        written = repository.document(template.file)["Resources"]
        found = [
            (role, as_text(service).split(".")[0], statement.says_who)
            for role in template.of_type(ROLE)
            if not OF_CDK.search(role.id) and role.id in written
            for statement in trust(role)
            if statement.allows
            for service in statement.principals("Service")
            if as_text(service).split(".")[0] in SAYS_FOR_WHOM
        ]
        asked = {service for _, service, says_who in found if says_who}
        for service in sorted({name for _, name, _ in found} - asked) if len(asked) > 1 else ():
            yield At.of(
                next(role for role, name, _ in found if name == service),
                f"it lets {service}.amazonaws.com in for any account, as each role of that service here does, and "
                f"roles of {', '.join(sorted(asked))} name aws:SourceAccount: add that condition",
            )


_KEY = """
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Statement:
      - {Effect: Allow, Principal: {Service: logs.amazonaws.com}, Action: "kms:Decrypt", Resource: "*"%s}
      - {Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: "kms:Decrypt", Resource: "*"%s}
"""


@rule(
    id="key-says-for-whom-as-beside",
    reason="A service that may use a key for any account may be asked to by a stranger.",
    source=DEPUTY,
    fails=with_resources(_KEY % (_IF, "")),
    passes=with_resources(_KEY % (_IF, _IF)),
)
def key_says_for_whom(repository: Repository) -> Iterator[At]:
    """Where a statement of a key policy says for whom a service may use the key, each such statement does."""
    for key in repository.of_type("AWS::KMS::Key"):
        services: list[Statement] = [
            each
            for each in read(key, key.get("KeyPolicy"))
            if each.surely_allows and each.principals("Service") and not each.principals("AWS")
        ]
        for each in services:
            name = as_text(each.principals("Service")[0])
            says = name.split(".")[0] in SAYS_FOR_A_KEY
            if says and not each.says_who and any(other.says_who for other in services):
                logs = name.split(".")[0] == "logs"
                wanted = "kms:EncryptionContext:aws:logs:arn" if logs else "aws:SourceAccount or aws:SourceArn"
                told = f"{name} may use this key for any account, and the statement beside it says for whom"
                yield At.of(key, f"{told}: add a condition on {wanted} here")


_API = """
Read: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: api, HttpMethod: GET, AuthorizationType: AWS_IAM}}
Write: {Type: "AWS::ApiGateway::Method", Properties: {RestApiId: api, HttpMethod: PUT, AuthorizationType: %s}}
"""


@rule(
    id="writing-method-asks-who-as-reading-does",
    reason="An API that asks who reads, and not who writes, lets anybody change what only few may see.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
    fails=with_resources(_API % "NONE"),
    passes=with_resources(_API % "AWS_IAM"),
)
def asks_who(repository: Repository) -> Iterator[At]:
    """In an API with methods that ask who calls, each PUT, PATCH and DELETE does."""
    for template in repository.templates:
        methods = list(template.of_type("AWS::ApiGateway::Method"))
        asking = {each.text("RestApiId") for each in methods if each.text("AuthorizationType") not in {"", "NONE"}}
        for each in methods:
            writes = each.text("HttpMethod") in {"PUT", "PATCH", "DELETE"} and each.get("ApiKeyRequired") is not True
            if writes and each.text("AuthorizationType") == "NONE" and each.text("RestApiId") in asking:
                told = "it answers everybody, and other methods of its API ask who calls: set its AuthorizationType"
                yield At.of(each, told)


# Not ENV, which many tools read as the mode of a build.
NAMES = ("ENVIRONMENT", "STAGE", "ENVIRONMENT_NAME", "DEPLOY_ENV")
_BUILD = "{Type: 'AWS::CodeBuild::Project', Properties: {Environment: {EnvironmentVariables: [%s]}}}"
_STAGES = "\n".join(
    f"- {{Name: {stage}, Actions: [{{Name: Deploy, ActionTypeId: {{Category: Build, Provider: CodeBuild}}, "
    f"Configuration: {{ProjectName: !Ref {stage}Project}}}}]}}"
    for stage in ("Staging", "Prod")
)
_PROJECTS = f"StagingProject: {_BUILD % '{Name: ENVIRONMENT, Value: staging}'}\nProdProject: {_BUILD}\n"


@rule(
    id="build-knows-its-environment",
    reason="A build in one environment's stage that is told another deploys there, or verifies what nobody changed.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html",
    fails=with_pipeline(_STAGES, _PROJECTS % "{Name: ENVIRONMENT, Value: staging}"),
    passes=with_pipeline(_STAGES, _PROJECTS % "{Name: ENVIRONMENT, Value: prod}"),
)
def knows_its_environment(repository: Repository) -> Iterator[At]:
    """A variable for the environment has the one that the stage is named for."""
    for pipeline in repository.pipelines:
        for action in pipeline.actions:
            here, variables = environment(action.stage), _variables(pipeline.project(action), action)
            for name in NAMES:
                value = variables.get(name, "")
                there = environment(value) if re.fullmatch(r"[\w-]+", value) else ""
                # Names of all others differ from team to team.
                if here and there and here != there and PRODUCTION in (here, there):
                    told = f"its build has {name}={value} in the stage {action.stage}: name the stage's own environment"
                    yield At(pipeline.resource.template.file, str(action), told)


def _variables(project: Resource | None, action: Action) -> Mapping[str, str]:
    """Plain variables of a build, those of its action last; none where one of both lists is not known."""
    listed = project.get("Environment", "EnvironmentVariables") if project else None
    try:
        added = json.loads(as_text(action.configuration.get("EnvironmentVariables")) or "[]")
    except ValueError:
        return {}
    every = [*as_list(listed), *as_list(added)]
    if not all(isinstance(each, Mapping) and {"Name", "name"} & set(each) for each in every):
        return {}
    by_name = {as_text(each.get("Name", each.get("name"))): each for each in every}
    plain = {"", "PLAINTEXT"}
    return {
        name: as_text(each.get("Value", each.get("value")))
        for name, each in by_name.items()
        if as_text(each.get("Type", each.get("type"))) in plain
    }


BEFORE_USERS = {"PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"}
_HOOK = """
Service:
  Type: AWS::ECS::Service
  Properties:
    DeploymentConfiguration:
      LifecycleHooks:
      - HookTargetArn: hook
        LifecycleStages: [POST_TEST_TRAFFIC_SHIFT]
        TimeoutConfiguration: {TimeoutInMinutes: 5, Action: %s}
"""


@rule(
    id="silent-hook-stops-the-release",
    reason="A hook that tries out a release and dies says nothing, and the release goes on to users.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html",
    fails=with_resources(_HOOK % "CONTINUE"),
    passes=with_resources(_HOOK % "ROLLBACK"),
)
def silent_hook(repository: Repository) -> Iterator[At]:
    """No hook that is called before users meet a release lets it go on after its time-out."""
    for delivery in deliveries(repository):
        for each in lifecycle_hooks(delivery.resource):
            limit = each.get("TimeoutConfiguration")
            early = BEFORE_USERS & set(map(as_text, as_list(each.get("LifecycleStages"))))
            if early and isinstance(limit, Mapping) and limit.get("Action") == "CONTINUE":
                told = "a hook that gives no answer in time lets the deployment go on: set the Action of it to ROLLBACK"
                yield At.of(delivery.resource, told)


_FUNCTION = """
Function: {Type: "AWS::Lambda::Function", Properties: {Role: !GetAtt Role.Arn}}
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: %s, Resource: "arn:aws:dynamodb:::table/t"}]}}]
"""
# Services whose full rights let code delete what it should only use.
KEEPS_DATA = {"dynamodb", "s3", "kms", "secretsmanager", "rds", "ssm", "sqs", "sns", "backup", "rds-db"}


@rule(
    id="code-has-no-whole-service",
    reason="With each right on its data, a fault of the code deletes the table, the key or the bucket policy too.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    fails=with_resources(_FUNCTION % '"dynamodb:*"'),
    passes=with_resources(_FUNCTION % '"dynamodb:GetItem"'),
)
def no_whole_service(repository: Repository) -> Iterator[At]:
    """No function or task has all actions of a service that keeps data."""
    for template in repository.templates:
        roles = Roles(template)
        for use in roles.uses:
            if use.service not in RUNS_CODE - {"codebuild"}:
                continue
            for each in roles.rights(use.role).statements:
                wide = [name for name in each.actions if name.endswith(":*") and name[:-2].lower() in KEEPS_DATA]
                if wide and each.surely_allows and not each.on_everything:
                    yield At.of(
                        use.role,
                        f"the role of {named(use.user)} allows {wide[0]}, deletion included: name what the code calls",
                    )
