"""The pipeline: its stages in order."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_codepipeline as codepipeline
from constructs import Construct

from environments import ENVIRONMENTS, PIPELINE
from extensions.stages import stages_after
from monitoring.alarms import Alerts
from monitoring.pipeline_dashboard import PipelineDashboard
from pipeline.checks import Checks
from pipeline.conditions import RELEASE
from pipeline.deploy import EnvironmentStages
from pipeline.notifications import Notifications
from pipeline.pull_requests import PullRequestCheck
from pipeline.schedule import DailyRun
from pipeline.self_update.infrastructure import CONFIRMATION_PARAMETER, GUARD, SelfUpdate
from pipeline.source import SourceStage
from project import ALERTS_EMAIL, APPROVERS, NAME, QUALIFIER, SOURCE, TAGS
from security.accepted import accept_findings
from security.artifacts import protect_artifacts
from security.encryption import ArtifactStore
from security.permissions import Approvers
from settings.environment import require_different_accounts, require_different_names
from settings.names import UPDATE_STAGE
from settings.pipeline import Trigger
from settings.project_rules import require_names
from workload.packaging import packaging

STACK_NAME = f"{NAME}-pipeline"


class PipelineStack(cdk.Stack):
    """Source, Build, UpdatePipeline, then the stages of each environment in promotion order."""

    def __init__(self, scope: Construct, id: str, **options: Any) -> None:
        require_names(name=NAME, approvers=APPROVERS, alerts_email=ALERTS_EMAIL)
        super().__init__(
            scope,
            id,
            stack_name=STACK_NAME,
            env=cdk.Environment(account=PIPELINE.account or None, region=PIPELINE.region),
            # The rule reads a parameter of SSM, for which the action that updates this stack would need a right.
            synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER, generate_bootstrap_version_rule=False),
            termination_protection=True,
            **options,
        )
        require_different_names(ENVIRONMENTS)
        require_different_accounts(ENVIRONMENTS, PIPELINE.accounts)
        store = ArtifactStore(self, "Artifacts", settings=PIPELINE)
        alerts = Alerts(self, "Alerts", key=store.key, email=ALERTS_EMAIL)
        source = SourceStage(self, "Source", source=SOURCE, store=store)
        needs = packaging(self, settings=PIPELINE, environments=ENVIRONMENTS, key=store.key)
        checks = Checks(self, "Checks", source=source.artifact, packaging=needs, key=store.key)
        update = SelfUpdate(self, "SelfUpdate", build=checks.artifact, settings=PIPELINE, store=store)
        environments = [
            EnvironmentStages(
                self, environment=each, settings=PIPELINE, build=checks.artifact, key=store.key, told=checks.told
            )
            for each in ENVIRONMENTS
        ]
        # CloudFormation restarts with the newest commit of the branch, which for tags is not what was released.
        restarts = SOURCE.trigger is not Trigger.TAGS
        pipeline = codepipeline.Pipeline(
            self,
            "Pipeline",
            pipeline_name=NAME,
            pipeline_type=codepipeline.PipelineType.V2,
            execution_mode=codepipeline.ExecutionMode[PIPELINE.execution_mode.name],
            artifact_bucket=store.bucket,
            restart_execution_on_update=restarts,
            variables=[RELEASE],
        )
        stages = [source.stage(), checks.stage(), update.stage(pipeline_name=NAME)]
        stages += [stage for environment in environments for stage in environment.stages()]
        for stage in stages:
            own = stages_after(stage.stage_name, scope=self, build=checks.artifact, key=store.key)
            for each in (stage, *own):
                pipeline.add_stage(
                    stage_name=each.stage_name,
                    actions=each.actions,
                    before_entry=each.before_entry,
                    on_failure=each.on_failure,
                    on_success=each.on_success,
                )
        protect_artifacts(store.bucket, pipeline=pipeline)
        source.start(pipeline)
        source.allow(pipeline)
        update.allow(pipeline_name=NAME)
        DailyRun(self, "DailyRun", pipeline=pipeline, time=PIPELINE.daily_run, key=store.key)
        notifications = Notifications(
            self,
            "Notifications",
            pipeline=pipeline,
            alerts=alerts,
            source=SOURCE,
            restarts=restarts,
            roll_back=[each.title for each in ENVIRONMENTS if each.approval],
        )
        approvals = [approval for environment in environments for approval in environment.approvals]
        Approvers(
            self,
            "Approvers",
            pipeline=pipeline,
            approvals=approvals,
            printed=[each.log_group for environment in environments for each in environment.reviews],
            builds=[each.project for environment in environments for each in environment.reviews],
            confirmation=CONFIRMATION_PARAMETER,
        )
        if SOURCE.checks_pull_requests:
            PullRequestCheck(self, "PullRequests", source=SOURCE, connection_arn=source.connection_arn, key=store.key)
        PipelineDashboard(self, "Dashboard", name=STACK_NAME, failed_actions=notifications.failed_actions)
        accept_findings(
            self,
            store=store,
            guard=update.guard,
            without_resources=[
                update.guard,
                *checks.without_resources,
                pipeline.node.find_child(UPDATE_STAGE).node.find_child(GUARD),
            ],
        )
        for name, value in TAGS.items():
            cdk.Tags.of(self).add(name, value)
