"""The Source stage, and what starts a release, for each place where the source can live."""

import aws_cdk as cdk
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_codeconnections as codeconnections
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from pipeline.source_bucket import let_upload, source_bucket
from pipeline.source_events import start_on_commit, start_on_object
from project import NAME, TAGS
from security.connections import only_for
from security.encryption import ArtifactStore
from settings.pipeline import Provider, Source, Trigger
from settings.project_rules import require_connection_of

STAGE = "Source"
ACTION = "Source"
PROVIDER_TYPES = {
    Provider.GITHUB: "GitHub",
    Provider.GITLAB: "GitLab",
    Provider.BITBUCKET: "Bitbucket",
    Provider.AZURE_DEVOPS: "AzureDevOps",
}


class SourceStage(Construct):
    """`artifact` is the source; `connection_arn` is empty unless the source is reached through a connection."""

    def __init__(self, scope: Construct, id: str, *, source: Source, store: ArtifactStore) -> None:
        super().__init__(scope, id)
        self.source = source
        self.artifact = codepipeline.Artifact("Source")
        self.connection_arn = ""
        self._bucket: s3.Bucket | None = None
        if source.provider.uses_connection:
            self._require_connection()
            self.connection_arn = source.connection_arn or self._connection().attr_connection_arn
            self.action: codepipeline.IAction = self._from_connection()
        elif source.provider is Provider.CODECOMMIT:
            self.action = actions.CodeCommitSourceAction(
                action_name=ACTION,
                repository=codecommit.Repository.from_repository_name(self, "Repository", source.repository),
                branch=source.branch,
                trigger=actions.CodeCommitTrigger.NONE,
                output=self.artifact,
            )
        else:
            self._bucket = source_bucket(self, store=store)
            let_upload(self, bucket=self._bucket, zip_key=source.repository, uploaders=source.uploaders)
            self.action = actions.S3SourceAction(
                action_name=ACTION,
                bucket=self._bucket,
                bucket_key=source.repository,
                trigger=actions.S3Trigger.NONE,
                output=self.artifact,
            )

    def stage(self) -> codepipeline.StageProps:
        return codepipeline.StageProps(stage_name=STAGE, actions=[self.action])

    def start(self, pipeline: codepipeline.Pipeline) -> None:
        """Add what starts `pipeline`: a trigger of CodePipeline, or a rule of EventBridge."""
        if self.source.provider.uses_connection:
            pipeline.add_trigger(
                provider_type=codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
                git_configuration=codepipeline.GitConfiguration(
                    source_action=self.action, push_filter=[self._push_filter()]
                ),
            )
        elif self._bucket is None:
            start_on_commit(self, pipeline=pipeline, source=self.source, action=ACTION)
        else:
            start_on_object(self, pipeline=pipeline, bucket=self._bucket, source=self.source, action=ACTION)

    def _push_filter(self) -> codepipeline.GitPushFilter:
        if self.source.trigger is Trigger.TAGS:
            return codepipeline.GitPushFilter(tags_includes=list(self.source.tags))
        branches = [self.source.branch]
        if self.source.trigger is Trigger.BRANCH:
            return codepipeline.GitPushFilter(branches_includes=branches)
        return codepipeline.GitPushFilter(
            branches_includes=branches,
            file_paths_includes=list(self.source.paths) or None,
            file_paths_excludes=list(self.source.ignored_paths) or None,
        )

    def _connection(self) -> codeconnections.CfnConnection:
        # It starts as "pending" until a person completes it in the console (README, "The first deployment").
        connection = codeconnections.CfnConnection(
            self,
            "Connection",
            connection_name=NAME,
            provider_type=PROVIDER_TYPES[self.source.provider],
            tags=[{"key": key, "value": value} for key, value in TAGS.items()],
        )
        # Once completed its ARN stands in project.py: then the stack gives it up, and the pipeline still needs it. One
        # that a failed first deployment left behind is of no use to anybody.
        connection.apply_removal_policy(cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        return connection

    def _require_connection(self) -> None:
        stack = cdk.Stack.of(self)
        require_connection_of(
            self.source.connection_arn,
            region=stack.region,
            account="" if cdk.Token.is_unresolved(stack.account) else stack.account,
            shared_by=self.source.connection_account,
        )

    def _from_connection(self) -> actions.CodeStarConnectionsSourceAction:
        owner, _, name = self.source.repository.rpartition("/")
        action = actions.CodeStarConnectionsSourceAction(
            action_name=ACTION,
            connection_arn=self.connection_arn,
            owner=owner,
            repo=name,
            branch=self.source.branch,
            output=self.artifact,
            # The trigger of the pipeline decides; both together start it twice.
            trigger_on_push=False,
        )
        return action

    def allow(self, pipeline: codepipeline.Pipeline) -> None:
        """The CDK grants the older name of the right only, and for each repository that the connection reaches."""
        if self.connection_arn:
            role = pipeline.node.find_child(STAGE).node.find_child(ACTION).node.find_child("CodePipelineActionRole")
            assert isinstance(role, iam.Role)
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=["codeconnections:UseConnection"],
                    resources=[self.connection_arn],
                )
            )
            for statement in only_for(self.source.repository, connection_arn=self.connection_arn):
                role.add_to_policy(statement)
