"""The check of pull requests before the merge: `make check` and the guard of updates; it can deploy nothing."""

import re

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from pipeline.build_project import DEFAULT_TIMEOUT_MINUTES, accept_own_reports_and_logs, build_environment, build_logs
from security.callers import asked_by_us
from security.connections import SERVICES, only_for
from settings.pipeline import Provider, Source

CLONE_URL = {
    Provider.GITHUB: "https://github.com/{}.git",
    Provider.GITLAB: "https://gitlab.com/{}.git",
    Provider.BITBUCKET: "https://bitbucket.org/{}.git",
}
BUILDSPEC = "buildspecs/pull-request.yml"
EVENTS = ("PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED")
# Bitbucket has no such event, and CodeBuild refuses a webhook that asks for it.
REOPENED = "PULL_REQUEST_REOPENED"


class PullRequestCheck(Construct):
    """A CodeBuild project outside the pipeline: a code change under review must not reach the pipeline's artifacts.

    Its role may write its own logs and reports and read the source, nothing else. S3 has no pull requests: no check.
    """

    def __init__(self, scope: Construct, id: str, *, source: Source, connection_arn: str, key: kms.IKey) -> None:
        super().__init__(scope, id)
        role = iam.Role(self, "Role", assumed_by=asked_by_us("codebuild.amazonaws.com"))
        if source.provider is Provider.CODECOMMIT:
            self._repository = codecommit.Repository.from_repository_name(self, "Repository", source.repository)
        self.project = codebuild.Project(
            self,
            "Project",
            role=role,
            source=self._source(source),
            build_spec=codebuild.BuildSpec.from_source_filename(BUILDSPEC),
            environment=build_environment({}),
            logging=build_logs(self, key=key),
            cache=codebuild.Cache.local(codebuild.LocalCacheMode.CUSTOM),
            timeout=cdk.Duration.minutes(DEFAULT_TIMEOUT_MINUTES),
        )
        accept_own_reports_and_logs(self.project)
        # The property of the L2 would let the role use the key, which also encrypts the artifacts.
        self._resource().encryption_key = key.key_arn
        if source.provider is Provider.CODECOMMIT:
            self._on_codecommit_event()
        else:
            self._on_webhook(source, connection_arn, role)

    def _source(self, source: Source) -> codebuild.ISource:
        if source.provider is Provider.CODECOMMIT:
            return codebuild.Source.code_commit(repository=self._repository)
        # `_on_webhook` replaces it: the L2 sources know neither a connection as credential (aws-cdk#31236) nor GitLab.
        owner, _, name = source.repository.rpartition("/")
        return codebuild.Source.git_hub(owner=owner, repo=name)

    def _resource(self) -> codebuild.CfnProject:
        project = self.project.node.default_child
        assert isinstance(project, codebuild.CfnProject)
        return project

    def _on_webhook(self, source: Source, connection_arn: str, role: iam.Role) -> None:
        allowed = iam.PolicyStatement(
            actions=[
                f"{service}:{action}"
                for service in SERVICES
                for action in ("UseConnection", "GetConnection", "GetConnectionToken")
            ],
            resources=[connection_arn],
        )
        # A policy of its own: the role's default policy names the project, so it comes after the project, and CodeBuild
        # uses the connection when it makes the project (aws-cdk#38504).
        statements = [allowed, *only_for(source.repository, connection_arn=connection_arn)]
        self.project.node.add_dependency(iam.Policy(self, "Connection", statements=statements, roles=[role]))
        project = self._resource()
        project.source = codebuild.CfnProject.SourceProperty(
            type=source.provider.upper(),
            location=CLONE_URL[source.provider].format(source.repository),
            auth=codebuild.CfnProject.SourceAuthProperty(type="CODECONNECTIONS", resource=connection_arn),
            build_spec=BUILDSPEC,
            report_build_status=True,
            git_clone_depth=0,
        )
        asked = EVENTS if source.provider is Provider.BITBUCKET else (*EVENTS, REOPENED)
        project.triggers = codebuild.CfnProject.ProjectTriggersProperty(
            webhook=True,
            # The build gets a token of the connection, so what outsiders wrote waits for a comment of a maintainer.
            pull_request_build_policy=codebuild.CfnProject.PullRequestBuildPolicyProperty(
                requires_comment_approval="FORK_PULL_REQUESTS"
            ),
            filter_groups=[
                [
                    codebuild.CfnProject.WebhookFilterProperty(type="EVENT", pattern=", ".join(asked)),
                    codebuild.CfnProject.WebhookFilterProperty(
                        type="BASE_REF", pattern=f"^refs/heads/{re.escape(source.branch)}$"
                    ),
                ]
            ],
        )

    def _on_codecommit_event(self) -> None:
        events.Rule(
            self,
            "Opened",
            event_pattern=events.EventPattern(
                source=["aws.codecommit"],
                detail_type=["CodeCommit Pull Request State Change"],
                resources=[self._repository.repository_arn],
                detail={"event": ["pullRequestCreated", "pullRequestSourceBranchUpdated"]},
            ),
            targets=[
                targets.CodeBuildProject(
                    self.project,
                    event=events.RuleTargetInput.from_object(
                        {"sourceVersion": events.EventField.from_path("$.detail.sourceCommit")}
                    ),
                )
            ],
        )
