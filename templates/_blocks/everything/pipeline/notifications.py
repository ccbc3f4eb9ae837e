"""Who hears what from the pipeline: a failure, an approval that waits, a rollback or none; and an alarm on failures."""

from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from monitoring.alarms import Alerts
from project import NAME
from settings.names import UPDATE_STAGE
from settings.pipeline import Provider, Source, Trigger

ROLLBACKS = ["AutomatedRollback", "ManualRollback"]
STACK_FAILURES = ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"]


class Notifications(Construct):
    """Rules on the events of `pipeline` that write one readable sentence each to `alerts`.

    `alarm` fires on `failed_actions`. source: of what is released. restarts: whether the pipeline starts again by
    itself after an update of it.
    roll_back: the stages that are rolled back when they fail.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        pipeline: codepipeline.Pipeline,
        alerts: Alerts,
        restarts: bool,
        source: Source,
        roll_back: Sequence[str],
    ) -> None:
        super().__init__(scope, id)
        self._pipeline = pipeline
        self._alerts = alerts
        action = "CodePipeline Action Execution State Change"
        where = f"{events.EventField.from_path('$.detail.stage')}/{events.EventField.from_path('$.detail.action')}"
        failed = self._rule(
            "Failed",
            action,
            # An update of the pipeline ends the execution that made it as CANCELED.
            {"state": ["FAILED"]},
            f"{NAME}: {where} of the pipeline failed.",
        )
        self._rule(
            "RolledBack",
            "CodePipeline Pipeline Execution State Change",
            {"state": ["STARTED"], "execution-trigger": {"trigger-type": ROLLBACKS}},
            f"{NAME}: a stage of the pipeline is rolled back to the last version that worked.",
        )
        self._rule(
            "ApprovalNeeded",
            action,
            {"state": ["STARTED"], "type": {"category": ["Approval"]}},
            f"{NAME}: {where} waits for an approval.",
        )
        if not restarts:
            self._rule(
                "NotReleased",
                action,
                {"state": ["CANCELED"], "stage": [UPDATE_STAGE]},
                f"{NAME}: the pipeline updated itself, which ended a release. Start that one again: docs/runbook.md, "
                "'An update of the pipeline ended a release'.",
            )
        self._update_failed()
        if roll_back:
            self._nothing_to_roll_back_to(" and ".join(roll_back), source=source)
        self._alarm(failed)

    def _rule(self, id: str, detail_type: str, detail: Mapping[str, Any], sentence: str) -> events.Rule:
        region = cdk.Stack.of(self).region
        console = f"https://{region}.console.aws.amazon.com/codesuite/codepipeline/pipelines"
        link = f"{console}/{self._pipeline.pipeline_name}/view?region={region}"
        return events.Rule(
            self,
            id,
            event_pattern=events.EventPattern(
                source=["aws.codepipeline"],
                detail_type=[detail_type],
                detail={"pipeline": [self._pipeline.pipeline_name], **detail},
            ),
            targets=[
                targets.SnsTopic(self._alerts.topic, message=events.RuleTargetInput.from_text(f"{sentence} {link}"))
            ],
        )

    def _update_failed(self) -> None:
        self._rule_on_stack(
            "UpdateFailed",
            "CloudFormation Stack Status Change",
            {"status-details": {"status": STACK_FAILURES}},
            f"{NAME}: the pipeline could not update itself; the events of stack {cdk.Stack.of(self).stack_name} say "
            "why.",
        )

    def _nothing_to_roll_back_to(self, stages: str, *, source: Source) -> None:
        """CodePipeline rolls back only to executions that started since the pipeline itself last changed.

        The event is that of the pipeline alone, whoever updated it: the stack is updated more often.
        """
        child = self._pipeline.node.default_child
        assert isinstance(child, cdk.CfnElement)
        self._rule_on_stack(
            "NoRollback",
            "CloudFormation Resource Status Change",
            {
                "logical-resource-id": [cdk.Stack.of(self).get_logical_id(child)],
                "status-details": {"status": ["UPDATE_COMPLETE"]},
            },
            f"{NAME}: the pipeline has changed. Until a release has succeeded in {stages} after that, the pipeline has "
            "no execution to roll back to. If that release fails there, deploy the version before by: "
            f"git revert --no-edit COMMIT..HEAD{_released(source)} (COMMIT: of the last release that succeeded). "
            "See docs/runbook.md, 'A failure after the pipeline changed'.",
        )

    def _rule_on_stack(self, id: str, detail_type: str, detail: Mapping[str, Any], sentence: str) -> None:
        events.Rule(
            self,
            id,
            event_pattern=events.EventPattern(
                source=["aws.cloudformation"],
                detail_type=[detail_type],
                detail={"stack-id": [cdk.Stack.of(self).stack_id], **detail},
            ),
            targets=[targets.SnsTopic(self._alerts.topic, message=events.RuleTargetInput.from_text(sentence))],
        )

    def _alarm(self, failed: events.Rule) -> None:
        self.failed_actions = cloudwatch.Metric(
            namespace="AWS/Events",
            metric_name="TriggeredRules",
            dimensions_map={"RuleName": failed.rule_name},
            statistic="Sum",
            period=cdk.Duration.minutes(5),
        )
        self.alarm = self.failed_actions.create_alarm(
            self,
            "FailedAlarm",
            alarm_description=f"An action of the pipeline of {NAME} failed",
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self._alerts.watch([self.alarm])


def _released(source: Source) -> str:
    """What makes a release of a commit, behind the command that made the commit."""
    if source.provider is Provider.S3:
        return ", then upload its zip"
    tagged = " && git tag NEXT && git push origin NEXT" if source.trigger is Trigger.TAGS else ""
    return f" && git push{tagged}"
