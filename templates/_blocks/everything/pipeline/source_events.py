"""EventBridge rules that start the pipeline at the revision of the event: CodeCommit and S3 have no triggers."""

from typing import Any

import jsii
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from settings.pipeline import Source, Trigger


@jsii.implements(events.IRuleTarget)
class StartAtRevision:
    """Starts a pipeline with the revision that the event names, so that a second push cannot slip in between."""

    def __init__(self, *, pipeline: codepipeline.Pipeline, role: iam.IRole, action: str, kind: str, path: str) -> None:
        self._pipeline, self._role = pipeline, role
        self._override = {
            "actionName": action,
            "revisionType": kind,
            "revisionValue": events.EventField.from_path(path),
        }

    def bind(self, rule: Any, id: str | None = None) -> events.RuleTargetConfig:
        return events.RuleTargetConfig(
            arn=self._pipeline.pipeline_arn,
            role=self._role,
            input=events.RuleTargetInput.from_object({"sourceRevisions": [self._override]}),
        )


def start_on_commit(scope: Construct, *, pipeline: codepipeline.Pipeline, source: Source, action: str) -> None:
    """Start `pipeline` on a push to the branch, or on a new tag, of a CodeCommit repository."""
    repository = codecommit.Repository.from_repository_name(scope, "Watched", source.repository)
    tags = source.trigger is Trigger.TAGS
    detail: dict[str, Any] = {
        "referenceType": ["tag" if tags else "branch"],
        "event": ["referenceCreated"] if tags else ["referenceCreated", "referenceUpdated"],
        "referenceName": [{"wildcard": tag} for tag in source.tags] if tags else [source.branch],
    }
    pattern = events.EventPattern(
        source=["aws.codecommit"],
        detail_type=["CodeCommit Repository State Change"],
        resources=[repository.repository_arn],
        detail=detail,
    )
    _start(scope, pattern, pipeline=pipeline, action=action, kind="COMMIT_ID", path="$.detail.commitId")


def start_on_object(
    scope: Construct, *, pipeline: codepipeline.Pipeline, bucket: s3.Bucket, source: Source, action: str
) -> None:
    """Start `pipeline` when the object is uploaded; the revision is its version id."""
    pattern = events.EventPattern(
        source=["aws.s3"],
        detail_type=["Object Created"],
        detail={"bucket": {"name": [bucket.bucket_name]}, "object": {"key": [source.repository]}},
    )
    path = "$.detail.object.version-id"
    _start(scope, pattern, pipeline=pipeline, action=action, kind="S3_OBJECT_VERSION_ID", path=path)


def _start(
    scope: Construct,
    pattern: events.EventPattern,
    *,
    pipeline: codepipeline.Pipeline,
    action: str,
    kind: str,
    path: str,
) -> None:
    role = iam.Role(scope, "StartRole", assumed_by=iam.ServicePrincipal("events.amazonaws.com"))
    role.add_to_policy(
        iam.PolicyStatement(actions=["codepipeline:StartPipelineExecution"], resources=[pipeline.pipeline_arn])
    )
    target = StartAtRevision(pipeline=pipeline, role=role, action=action, kind=kind, path=path)
    events.Rule(scope, "Start", event_pattern=pattern, targets=[target])
