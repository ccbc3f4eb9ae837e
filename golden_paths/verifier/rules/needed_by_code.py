"""What the roles of tasks, functions and events need, so that they can do their part."""

import re
from collections.abc import Iterator, Mapping

from ..examples import with_pipeline, with_resources
from ..policies import each_of, read
from ..repository import Repository
from ..roles import ROLE, Roles, named
from ..rule import At, rule
from ..templates import Resource, as_text

PIPELINE = "AWS::CodePipeline::Pipeline"
# How a schedule names the call of an API.
UNIVERSAL = ":scheduler:::aws-sdk:codepipeline:startPipelineExecution"
OF_OBJECTS = re.compile(r"(?i)s3:(Get|Put|Delete|Restore)Object(Version|Tagging|Acl|Retention|LegalHold)*\*?")
OF_BUCKETS = re.compile(r"(?i)s3:(ListBucket|ListBucketVersions|GetBucketLocation|GetBucketVersioning)")


def _role(action: str, resource: str) -> str:
    return (
        "Role:\n  Type: AWS::IAM::Role\n  Properties:\n    Policies:\n    - PolicyDocument:\n        Statement:\n"
        f"        - {{Effect: Allow, Action: {action}, Resource: {resource}}}\n"
    )


_INVOKE = """
- Name: Check
  Actions:
  - {Name: Check, ActionTypeId: {Provider: Lambda}, Configuration: {FunctionName: !Ref Function}}
"""
_FUNCTION = "Function:\n  Type: AWS::Lambda::Function\n  Properties: {Role: !GetAtt Role.Arn}\n"


@rule(
    id="function-may-end-its-job",
    reason="CodePipeline waits an hour for a function that cannot say how its job ended, and then fails the action.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html",
    fails=with_pipeline(_INVOKE, _FUNCTION + _role("'logs:PutLogEvents'", "'*'")),
    passes=with_pipeline(_INVOKE, _FUNCTION + _role("'codepipeline:PutJob*'", "'*'")),
)
def may_end_its_job(repository: Repository) -> Iterator[At]:
    """A function that a pipeline invokes may report success and failure."""
    for pipeline in repository.pipelines:
        roles = Roles(pipeline.resource.template)
        for action in pipeline.actions:
            function = pipeline.resource.template.resource(action.configuration.get("FunctionName"))
            role = roles.role(function.get("Role")) if action.provider == "Lambda" and function is not None else None
            for right in ("codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"):
                if role is not None and roles.rights(role).lacks(right):
                    yield At(
                        pipeline.resource.template.file,
                        str(action),
                        f"the role {role.id} of its function does not allow {right}, with which the function ends the "
                        "action: add the right on all resources, since it has none of its own",
                    )
                    break


_TASK = """
Task:
  Type: AWS::ECS::TaskDefinition
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    ContainerDefinitions:
    - Name: web
      Secrets: [{Name: PASSWORD, ValueFrom: !Ref Secret}]
Secret:
  Type: AWS::SecretsManager::Secret
"""


@rule(
    id="task-may-read-its-secrets",
    reason="ECS reads the secrets of containers with the execution role; without the right no task starts.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    fails=with_resources(_TASK + _role("'logs:PutLogEvents'", "'*'")),
    passes=with_resources(_TASK + _role("'secretsmanager:GetSecretValue'", "!Ref Secret")),
)
def may_read_its_secrets(repository: Repository) -> Iterator[At]:
    """The execution role of a task may read each secret that its containers name."""
    for template in repository.templates:
        roles = Roles(template)
        for task in template.of_type("AWS::ECS::TaskDefinition"):
            role = roles.role(task.get("ExecutionRoleArn"))
            rights = roles.rights(role) if role is not None else None
            for name, value in _secrets(task) if rights else ():
                secret = template.resource(value)
                if secret is None or secret.type != "AWS::SecretsManager::Secret":
                    continue
                if role is not None and rights is not None and rights.lacks("secretsmanager:GetSecretValue", secret):
                    yield At(
                        template.file,
                        task.where,
                        f"the container gets {name} from the secret {secret.id}, and the execution role {role.id} does "
                        "not allow secretsmanager:GetSecretValue on it: add the right",
                    )


def _secrets(task: Resource) -> Iterator[tuple[str, object]]:
    for container in each_of(task.get("ContainerDefinitions")):
        for each in each_of(container.get("Secrets")) if isinstance(container, Mapping) else ():
            if isinstance(each, Mapping):
                yield as_text(each.get("Name")), each.get("ValueFrom")


_START = """
Rule:
  Type: AWS::Events::Rule
  Properties:
    Targets: [{Id: Start, RoleArn: !GetAtt Role.Arn, Arn: !Sub "arn:aws:codepipeline:eu-west-1:1:${Pipeline}"}]
"""


@rule(
    id="event-may-start-pipeline",
    reason="A rule whose role may not start the pipeline fails silently: a push then starts nothing.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source.html",
    fails=with_pipeline("- Name: Source", _START + _role("'codepipeline:GetPipeline'", "'*'")),
    passes=with_pipeline("- Name: Source", _START + _role("'codepipeline:StartPipelineExecution'", "'*'")),
)
def may_start_pipeline(repository: Repository) -> Iterator[At]:
    """The role of a rule or schedule that starts a pipeline allows that."""
    for template in repository.templates:
        roles = Roles(template)
        targets = [
            (owner, each)
            for owner in template.of_type("AWS::Events::Rule", "AWS::Scheduler::Schedule")
            for each in each_of(owner.get("Targets") or owner.get("Target"))
            if isinstance(each, Mapping)
        ]
        for owner, target in targets:
            pipeline, role = template.resource(target.get("Arn")), roles.role(target.get("RoleArn"))
            starts = pipeline is not None and pipeline.type == PIPELINE
            if role is None or not (starts or as_text(target.get("Arn")).endswith(UNIVERSAL)):
                continue
            if roles.rights(role).lacks("codepipeline:StartPipelineExecution", pipeline if starts else None):
                yield At(
                    template.file,
                    owner.where,
                    f"it starts {named(pipeline) if pipeline else 'a pipeline'} with the role {role.id}, which does "
                    "not allow codepipeline:StartPipelineExecution on it: add the right",
                )


_BUCKET = "Bucket:\n  Type: AWS::S3::Bucket\n"


@rule(
    id="object-right-names-objects",
    reason="Rights on objects hold for ARNs with a key, those on buckets for ARNs without; else they grant nothing.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
    fails=with_resources(_BUCKET + _role("'s3:GetObject'", "!GetAtt Bucket.Arn")),
    passes=with_resources(
        _BUCKET + _role("[s3:GetObject, s3:ListBucket]", "[!GetAtt Bucket.Arn, !Sub '${Bucket.Arn}/*']")
    ),
)
def names_objects(repository: Repository) -> Iterator[At]:
    """A statement with rights on objects names objects, and one with rights on buckets names buckets."""
    for owner in repository.of_type(ROLE, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        documents = [each.get("PolicyDocument") for each in each_of(owner.get("Policies")) if isinstance(each, Mapping)]
        for statement in (each for policy in [*documents, owner.get("PolicyDocument")] for each in read(owner, policy)):
            arns = [as_text(each) for each in statement.resources]
            if not arns or not all(_is_plain(each) for each in arns):
                continue
            for pattern, missing in ((OF_OBJECTS, "/*"), (OF_BUCKETS, "")):
                useless = [each for each in statement.actions if pattern.fullmatch(each)]
                if useless and statement.allows and not any(_fits(each, missing) for each in arns):
                    what = (
                        'objects: add "/*" to the ARN of the bucket'
                        if missing
                        else "buckets: add the ARN without a key"
                    )
                    yield At.of(
                        owner,
                        f"{useless[0]} on {arns[0][:100]} allows nothing, since the action is on {what}",
                    )


def _is_plain(arn: str) -> bool:
    """An ARN of a bucket or of objects, none of whose parts may hold what nobody knows here."""
    return bool(re.fullmatch(r"(arn:[^:]+(\$\{AWS::Partition\})?:s3:::[\w.${}:-]+|\$\{\w+\.Arn\})(/.*)?", arn))


def _fits(arn: str, missing: str) -> bool:
    return "*" in arn.split("/")[0] or ("/" in arn) == bool(missing)
