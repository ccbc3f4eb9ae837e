"""The stages of one environment, from what `environments.py` says about it."""

from aws_cdk import Duration
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from pipeline import names
from pipeline.build_project import BuildProject
from pipeline.conditions import inside, only_a_release
from pipeline.environment import DeploymentEnvironment
from pipeline.settings import Pipeline
from security.permissions import may_assume

TEST = actions.CodeBuildActionType.TEST
# CodeBuild itself, the install of the tools and CloudFormation need time beside the shift of the traffic.
OVERHEAD_MINUTES = 30


class EnvironmentStages(Construct):
    """`stages()` in order: one stage, or with an approval: approve, (wait for the window,) data, service.

    Data and service are stages of their own behind an approval, because a failure rolls its whole stage back:
    an approval in it would be asked again, and a migration of data must never run backwards.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: DeploymentEnvironment,
        settings: Pipeline,
        build: codepipeline.Artifact,
        key: kms.IKey,
        alerts: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        self._environment = environment
        self._settings = settings
        self._build = build
        self._key = key
        self._alerts = alerts
        self._outputs = codepipeline.Artifact(f"{environment.title}Outputs")

    def stages(self) -> list[codepipeline.StageProps]:
        if self._environment.approval:
            return self._approved_stages()
        return [
            codepipeline.StageProps(
                stage_name=self._environment.title,
                actions=[
                    self._deploy("data service", role_name=names.deploy_role(self._environment.name)),
                    *self._after(2),
                ],
            )
        ]

    @property
    def approvals(self) -> list[str]:
        """`Stage/Action` of each approval."""
        return [f"Approve{self._environment.title}/Approve"] if self._environment.approval else []

    def _approved_stages(self) -> list[codepipeline.StageProps]:
        title = self._environment.title
        window = f"{title}Window"
        return [
            self._stage(f"Approve{title}", [self._approval()]),
            *(
                [
                    codepipeline.StageProps(
                        stage_name=window,
                        before_entry=inside(self._environment.window, window),
                        actions=[self._verify("AlarmsAreQuiet", mode="before", run_order=1)],
                    )
                ]
                if self._environment.window
                else []
            ),
            self._stage(f"{title}Data", [self._deploy("data", role_name=names.data_role(self._environment.name))]),
            self._stage(
                title,
                [self._deploy("service", role_name=names.deploy_role(self._environment.name)), *self._after(2)],
                on_failure=codepipeline.FailureConditions(result=codepipeline.Result.ROLLBACK),
            ),
        ]

    def _stage(
        self,
        name: str,
        stage_actions: list[codepipeline.IAction],
        on_failure: codepipeline.FailureConditions | None = None,
    ) -> codepipeline.StageProps:
        return codepipeline.StageProps(
            stage_name=name, actions=stage_actions, before_entry=only_a_release(name), on_failure=on_failure
        )

    def _approval(self) -> actions.ManualApprovalAction:
        return actions.ManualApprovalAction(
            action_name="Approve",
            notification_topic=self._alerts,
            additional_information=f"Release #{{codepipeline.PipelineExecutionId}} to {self._environment.name}? "
            "It passed every stage before this one.",
            timeout=Duration.hours(self._settings.approval_timeout_hours),
        )

    def _deploy(self, parts: str, *, role_name: str) -> actions.CodeBuildAction:
        id = "".join(part.capitalize() for part in parts.split())
        build = BuildProject(
            self,
            f"Deploy{id}",
            buildspec="buildspecs/deploy",
            key=self._key,
            variables={"ENVIRONMENT": self._environment.name, "PARTS": parts},
            timeout_minutes=self._environment.deployment_minutes + OVERHEAD_MINUTES,
            role_name=role_name,
        )
        may_assume(build.role, "deploy", "file-publishing", environment=self._environment)
        outputs = [self._outputs] if "service" in parts else []
        return actions.CodeBuildAction(
            action_name="Deploy", project=build.project, input=self._build, outputs=outputs, run_order=1
        )

    def _after(self, run_order: int) -> list[codepipeline.IAction]:
        suites = [self._suite(suite, run_order) for suite in self._environment.suites]
        return [*suites, self._verify("Verify", mode="after", run_order=run_order + len(suites[:1]))]

    def _suite(self, suite: str, run_order: int) -> actions.CodeBuildAction:
        build = BuildProject(
            self, suite.capitalize(), buildspec="buildspecs/suite", key=self._key, variables={"SUITE": suite}
        )
        return self._on_outputs(suite.capitalize(), build, run_order)

    def _verify(self, name: str, *, mode: str, run_order: int) -> actions.CodeBuildAction:
        before = mode == "before"
        build = BuildProject(
            self,
            name,
            buildspec="buildspecs/quiet" if before else "buildspecs/verify",
            key=self._key,
            variables={"ENVIRONMENT": self._environment.name},
            timeout_minutes=self._environment.bake_minutes + OVERHEAD_MINUTES,
            role_name=names.quiet_role(self._environment.name) if before else names.verify_role(self._environment.name),
        )
        may_assume(build.role, "lookup", environment=self._environment)
        if before:
            return actions.CodeBuildAction(
                action_name=name, project=build.project, input=self._build, run_order=run_order, type=TEST
            )
        return self._on_outputs(name, build, run_order)

    def _on_outputs(self, name: str, build: BuildProject, run_order: int) -> actions.CodeBuildAction:
        return actions.CodeBuildAction(
            action_name=name,
            project=build.project,
            input=self._build,
            extra_inputs=[self._outputs],
            environment_variables={
                "OUTPUTS_FOLDER": codebuild.BuildEnvironmentVariable(
                    value=f"CODEBUILD_SRC_DIR_{self._environment.title}Outputs"
                )
            },
            run_order=run_order,
            type=TEST,
        )
