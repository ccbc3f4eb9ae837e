"""The Source stage, and what starts a release, for each place where the source can live."""

import aws_cdk as cdk
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_codeconnections as codeconnections
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from pipeline.source_events import start_on_commit, start_on_object
from project import NAME, TAGS
from security.encryption import ArtifactStore
from settings.pipeline import Provider, Source, Trigger

STAGE = "Source"
ACTION = "Source"
PROVIDER_TYPES = {Provider.GITHUB: "GitHub", Provider.GITLAB: "GitLab", Provider.BITBUCKET: "Bitbucket"}


class SourceStage(Construct):
    """`artifact` is the source; `connection_arn` is empty unless the source is reached through a connection."""

    def __init__(self, scope: Construct, id: str, *, source: Source, store: ArtifactStore) -> None:
        super().__init__(scope, id)
        self.source = source
        self.artifact = codepipeline.Artifact("Source")
        self.connection_arn = ""
        self._bucket: s3.Bucket | None = None
        if source.provider.uses_connection:
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
            self._bucket = self._source_bucket(store)
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
        paths = list(self.source.paths) if self.source.trigger is Trigger.PATHS else None
        return codepipeline.GitPushFilter(branches_includes=[self.source.branch], file_paths_includes=paths)

    def _connection(self) -> codeconnections.CfnConnection:
        # It starts as "pending" until a person completes it in the console (README, "The first deployment").
        connection = codeconnections.CfnConnection(
            self,
            "Connection",
            connection_name=NAME,
            provider_type=PROVIDER_TYPES[self.source.provider],
            tags=[{"key": key, "value": value} for key, value in TAGS.items()],
        )
        # Once completed its ARN stands in project.py: then the stack gives it up, and the pipeline still needs it.
        connection.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
        return connection

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
        """The CDK grants the older name of the permission only; connections made today want the newer one."""
        if self.connection_arn:
            role = pipeline.node.find_child(STAGE).node.find_child(ACTION).node.find_child("CodePipelineActionRole")
            assert isinstance(role, iam.Role)
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=["codeconnections:UseConnection"],
                    resources=[self.connection_arn],
                )
            )

    def _source_bucket(self, store: ArtifactStore) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "Bucket",
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=store.key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            server_access_logs_bucket=store.logs,
            server_access_logs_prefix="source/",
            lifecycle_rules=[store.expiry()],
        )
        child = bucket.node.default_child
        assert isinstance(child, s3.CfnBucket)
        # The L2 property would add a Lambda function as custom resource for the same setting.
        child.add_property_override("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True)
        return bucket
