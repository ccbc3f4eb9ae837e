"""A CodeBuild project of one pipeline action: same image, same logs, a role of its own."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from security import nag
from security.callers import asked_by_us
from settings.build_image import IMAGE

DEFAULT_TIMEOUT_MINUTES = 30
LOG_RETENTION = logs.RetentionDays.THREE_MONTHS


class BuildProject(Construct):
    """Runs `<buildspec>.yml` of the commit that is built, as the role `role`, which nothing else uses; `log_group` has
    what it prints.

    variables: plain environment variables of the build. timeout_minutes: when CodeBuild ends it.
    runs_docker: whether it gets a Docker engine, which needs a privileged container.
    role_name: only where another account must know the role by name.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        buildspec: str,
        key: kms.IKey,
        variables: Mapping[str, str] | None = None,
        timeout_minutes: int = DEFAULT_TIMEOUT_MINUTES,
        role_name: str | None = None,
        runs_docker: bool = False,
    ) -> None:
        super().__init__(scope, id)
        self.role = iam.Role(self, "Role", role_name=role_name, assumed_by=asked_by_us("codebuild.amazonaws.com"))
        logging = build_logs(self, key=key)
        assert logging.cloud_watch and logging.cloud_watch.log_group
        self.log_group = logging.cloud_watch.log_group
        self.project = codebuild.PipelineProject(
            self,
            "Project",
            role=self.role,
            build_spec=codebuild.BuildSpec.from_source_filename(f"{buildspec}.yml"),
            environment=build_environment(variables or {}, privileged=runs_docker),
            encryption_key=key,
            logging=logging,
            # On the build host itself: a bucket as cache could be filled by one build and trusted by another.
            cache=codebuild.Cache.local(codebuild.LocalCacheMode.CUSTOM),
            timeout=cdk.Duration.minutes(timeout_minutes),
        )
        accept_own_reports_and_logs(self.project)


def accept_own_reports_and_logs(project: codebuild.Project) -> None:
    """Report groups and log streams are named when a build runs; the wildcards stand behind this project's own name."""
    stack = cdk.Stack.of(project)
    child = project.node.default_child
    assert isinstance(child, cdk.CfnElement)
    logical_id = stack.get_logical_id(child)
    nag.accept(
        stack,
        rule="AwsSolutions-IAM5",
        findings=[
            f"Resource::{nag.printed_arn(stack, 'codebuild', f'report-group/<{logical_id}>-*')}",
            f"Resource::{nag.printed_arn(stack, 'logs', f'log-group:/aws/codebuild/<{logical_id}>:*')}",
        ],
        reason="CodeBuild names report groups and log streams at run time, behind the name of the project",
    )


def build_environment(variables: Mapping[str, str], *, privileged: bool = False) -> codebuild.BuildEnvironment:
    """The image that every build runs in, with `variables`."""
    return codebuild.BuildEnvironment(
        build_image=codebuild.LinuxArmBuildImage.from_code_build_image_id(IMAGE),
        compute_type=codebuild.ComputeType.SMALL,
        privileged=privileged,
        environment_variables={
            name: codebuild.BuildEnvironmentVariable(value=value) for name, value in variables.items()
        },
    )


def build_logs(scope: Construct, *, key: kms.IKey) -> codebuild.LoggingOptions:
    """An encrypted log group that is kept for a while and goes with the project."""
    group = logs.LogGroup(
        scope, "Logs", encryption_key=key, retention=LOG_RETENTION, removal_policy=cdk.RemovalPolicy.DESTROY
    )
    return codebuild.LoggingOptions(cloud_watch=codebuild.CloudWatchLoggingOptions(log_group=group))
