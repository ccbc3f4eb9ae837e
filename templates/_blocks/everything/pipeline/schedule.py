"""The daily run: everything is built and tested, nothing is released."""

from aws_cdk import TimeZone
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from pipeline.conditions import RELEASE


class DailyRun(Construct):
    """Starts `pipeline` at `time` (`HH:MM`, UTC) with RELEASE=false.

    A dependency that broke overnight is found before somebody needs a release; no approval is left waiting for it.
    """

    def __init__(self, scope: Construct, id: str, *, pipeline: codepipeline.Pipeline, time: str, key: kms.IKey) -> None:
        super().__init__(scope, id)
        hour, minute = (str(int(part)) for part in time.split(":"))
        scheduler.Schedule(
            self,
            "Schedule",
            description="Builds and tests the pipeline's source once a day without releasing it",
            schedule=scheduler.ScheduleExpression.cron(hour=hour, minute=minute, time_zone=TimeZone.ETC_UTC),
            key=key,
            target=targets.Universal(
                service="codepipeline",
                action="startPipelineExecution",
                input=scheduler.ScheduleTargetInput.from_object(
                    {
                        "Name": pipeline.pipeline_name,
                        "Variables": [{"Name": RELEASE.variable_name, "Value": "false"}],
                    }
                ),
                policy_statements=[
                    iam.PolicyStatement(
                        actions=["codepipeline:StartPipelineExecution"], resources=[pipeline.pipeline_arn]
                    )
                ],
            ),
        )
