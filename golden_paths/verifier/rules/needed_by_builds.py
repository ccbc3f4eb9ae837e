"""What the service role of a CodeBuild project needs, so that its builds can run."""

from collections.abc import Iterator, Mapping

from ..examples import with_pipeline, with_resources
from ..policies import each_of
from ..repository import PROJECT, Build, Repository
from ..roles import Rights, Roles
from ..rule import At, rule
from ..stores import may_name, policy_of, store_of
from ..templates import Resource, Template, as_text

SERVICE_ROLE = "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html"
IN_VPC = "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission"


def _role(*statements: str) -> str:
    listed = "".join(f"        - {{Effect: Allow, {each}}}\n" for each in statements)
    return (
        "Role:\n  Type: AWS::IAM::Role\n  Properties:\n    Policies:\n    - PolicyDocument:\n        Statement:\n"
        + listed
    )


_LOGS = "Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*'"
_PROJECT = "Project:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    ServiceRole: !GetAtt Role.Arn\n"


@rule(
    id="build-may-write-its-log",
    reason="A build whose role cannot write its log ends in its first phase with ACCESS_DENIED.",
    source=SERVICE_ROLE,
    fails=with_resources(_PROJECT + _role("Action: 'logs:PutLogEvents', Resource: '*'")),
    passes=with_resources(_PROJECT + _role(_LOGS)),
)
def may_write_its_log(repository: Repository) -> Iterator[At]:
    """The service role of a project allows logs:CreateLogStream and logs:PutLogEvents, unless it writes none."""
    for project, role, rights in _projects(repository):
        if project.text("LogsConfig", "CloudWatchLogs", "Status") == "DISABLED" or rights.managed:
            continue
        missing = [each for each in ("logs:CreateLogStream", "logs:PutLogEvents") if rights.lacks(each)]
        if missing:
            yield _lacks(project, role, missing, "to write the log of a build to CloudWatch Logs")


@rule(
    id="build-may-join-its-network",
    reason="A project in a VPC makes network interfaces with its own role; without that right no build starts.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html",
    fails=with_resources(_PROJECT + "    VpcConfig: {VpcId: vpc-0a1b2c3d}\n" + _role(_LOGS)),
    passes=with_resources(
        _PROJECT
        + "    VpcConfig: {VpcId: vpc-0a1b2c3d}\n"
        + _role(_LOGS, "Action: ['ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission'], Resource: '*'")
    ),
)
def may_join_its_network(repository: Repository) -> Iterator[At]:
    """The service role of a project in a VPC may create network interfaces."""
    for project, role, rights in _projects(repository):
        missing = [each for each in IN_VPC if project.get("VpcConfig") and rights.lacks(each)]
        if missing:
            yield _lacks(project, role, missing, "to run builds in the VPC of its VpcConfig")


@rule(
    id="build-may-read-its-secrets",
    reason="CodeBuild reads parameters and secrets before the first phase, and fails where its role may not.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
    fails=with_resources(
        _PROJECT
        + "    Environment: {EnvironmentVariables: [{Name: TOKEN, Type: PARAMETER_STORE, Value: /orders/token}]}\n"
        + _role(_LOGS)
    ),
    passes=with_resources(
        _PROJECT
        + "    Environment: {EnvironmentVariables: [{Name: TOKEN, Type: PARAMETER_STORE, Value: /orders/token}]}\n"
        + _role(_LOGS, "Action: 'ssm:GetParameters', Resource: '*'")
    ),
)
def may_read_its_secrets(repository: Repository) -> Iterator[At]:
    """Where a project or its buildspec names parameters or secrets, the service role may read them."""
    builds = {(build.project.template.file, build.project.id): build for build in repository.builds}
    for project, role, rights in _projects(repository):
        build = builds.get((project.template.file, project.id))
        for kind, action in (
            ("PARAMETER_STORE", "ssm:GetParameters"),
            ("SECRETS_MANAGER", "secretsmanager:GetSecretValue"),
        ):
            names = sorted(_variables(project, build, kind))
            if names and rights.lacks(action):
                yield _lacks(project, role, [action], f"to read the variable {names[0]} of the type {kind}")


def _variables(project: Resource, build: Build | None, kind: str) -> Iterator[str]:
    for each in each_of(project.get("Environment", "EnvironmentVariables")):
        if isinstance(each, Mapping) and each.get("Type") == kind:
            yield as_text(each.get("Name"))
    if build is not None and build.buildspec is not None:
        listed = build.buildspec.section("env", kind.lower().replace("_", "-"))
        yield from (str(each) for each in listed) if isinstance(listed, Mapping) else ()


_STAGES = """
- Name: Build
  Actions:
  - Name: Test
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    Configuration: {ProjectName: !Ref Project}
    InputArtifacts: [{Name: Source}]
"""
_STORE = """
Artifacts:
  Type: AWS::S3::Bucket
Key:
  Type: AWS::KMS::Key
"""


def _with_store(resources: str) -> Mapping[str, str]:
    store = "ArtifactStore: {Type: S3, Location: !Ref Artifacts, EncryptionKey: {Type: KMS, Id: !Ref Key}}"
    return {
        file: text.replace("PipelineType: V2\n", f"PipelineType: V2\n      {store}\n")
        for file, text in with_pipeline(_STAGES, _STORE + resources).items()
    }


@rule(
    id="build-reaches-its-artifacts",
    reason="CodeBuild fetches and stores artifacts with the role of the project, which needs the bucket and its key.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam-permissions-console-logs.html",
    fails=_with_store(_PROJECT + _role(_LOGS, "Action: 's3:GetObject', Resource: !Sub '${Artifacts.Arn}/*'")),
    passes=_with_store(
        _PROJECT
        + _role(
            _LOGS,
            "Action: 's3:GetObject', Resource: !Sub '${Artifacts.Arn}/*'",
            "Action: 'kms:Decrypt', Resource: !GetAtt Key.Arn",
        )
    ),
)
def reaches_its_artifacts(repository: Repository) -> Iterator[At]:
    """The service role of a project in a pipeline reads its input artifacts, and writes its output artifacts."""
    for pipeline in repository.pipelines:
        store = store_of(pipeline)
        roles = Roles(pipeline.resource.template)
        for action in pipeline.actions if store else []:
            project = pipeline.project(action)
            role = roles.role(project.get("ServiceRole")) if project is not None else None
            if store is None or project is None or role is None:
                continue
            rights = roles.rights(role)
            needed = [("s3:GetObject s3:GetObjectVersion", store.bucket), ("kms:Decrypt", store.key)]
            written = [("s3:PutObject", store.bucket), ("kms:GenerateDataKey kms:Encrypt", store.key)]
            for rights_needed, target in (needed if action.inputs else []) + (written if action.outputs else []):
                if target is not None and _reaches_nothing(rights, rights_needed.split(), target, role):
                    yield At(
                        project.template.file,
                        str(action),
                        f"{project.id} runs with the role {role.id}, which does not allow {rights_needed.split()[0]} "
                        f"on {target.id}, where the pipeline keeps its artifacts: add this right",
                    )


def _reaches_nothing(rights: Rights, actions: list[str], target: Resource, role: Resource) -> bool:
    own = policy_of(target)
    return all(rights.lacks(each, target) for each in actions) and not any(
        statement.may(action) and may_name(statement, role) for statement in own for action in actions
    )


def _projects(repository: Repository) -> Iterator[tuple[Resource, Resource, Rights]]:
    for template in repository.templates:
        yield from _of(template)


def _of(template: Template) -> Iterator[tuple[Resource, Resource, Rights]]:
    roles = Roles(template)
    for project in template.of_type(PROJECT):
        if role := roles.role(project.get("ServiceRole")):
            yield project, role, roles.rights(role)


def _lacks(project: Resource, role: Resource, missing: list[str], purpose: str) -> At:
    return At.of(
        project,
        f"its service role {role.id} does not allow {' and '.join(missing)}, which it needs {purpose}: add the right "
        "to a policy of this role",
    )
