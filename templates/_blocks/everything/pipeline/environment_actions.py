"""The actions of one environment, from the review and the approval to the verification; `deploy.py` has the stages."""

from aws_cdk import Duration
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_kms as kms
from constructs import Construct

from pipeline import names
from pipeline.build_project import BuildProject
from pipeline.conditions import RELEASE
from security.artifacts import artifact_name
from security.permissions import may_assume, may_see_the_pipeline
from settings.environment import OVERHEAD_MINUTES, DeploymentEnvironment

TEST = actions.CodeBuildActionType.TEST
EXECUTION = "#{codepipeline.PipelineExecutionId}"


class EnvironmentActions(Construct):
    """Each method makes one action, with a CodeBuild project and a role of its own.

    `reviews` are the projects whose log whoever approves reads.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: DeploymentEnvironment,
        build: codepipeline.Artifact,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self._environment = environment
        self._build = build
        self._key = key
        self._outputs = codepipeline.Artifact(artifact_name(environment.title, "Outputs"))
        self.reviews: list[BuildProject] = []
        self._review = codepipeline.Artifact(artifact_name(environment.title, "Review"))

    def review(self) -> actions.CodeBuildAction:
        """Read what the release would change, for the approval; this role may make change sets and execute none."""
        build = self._reading(
            "Review",
            buildspec="buildspecs/review",
            role_name=names.review_role(self._environment.name),
            bootstrap_role="review",
            # A deployment of the release before may be on its way.
            timeout_minutes=self._environment.time_out_minutes(),
        )
        self.reviews.append(build)
        return actions.CodeBuildAction(
            action_name="Review",
            project=build.project,
            input=self._build,
            outputs=[self._review],
            environment_variables={"EXECUTION": codebuild.BuildEnvironmentVariable(value=EXECUTION)},
            variables_namespace=self._reviewed,
            run_order=1,
        )

    def approve(self, *, timeout_hours: int, told: str = "") -> actions.ManualApprovalAction:
        """Wait for a person, who reads the review and what is `told`; `Notifications` tells that it waits."""
        return actions.ManualApprovalAction(
            action_name="Approve",
            additional_information=f"Release {EXECUTION} to {self._environment.name}? #{{{self._reviewed}.SUMMARY}} "
            f"It passed every stage before this one. {told}".rstrip(),
            external_entity_link=f"#{{{self._reviewed}.LINK}}",
            timeout=Duration.hours(timeout_hours),
            run_order=2,
        )

    @property
    def _reviewed(self) -> str:
        """The namespace of the variables of the review."""
        return f"{self._environment.title}Review"

    def alarms_are_quiet(self) -> actions.CodeBuildAction:
        """Fail while an alarm of the environment is in ALARM, and a release also in a freeze."""
        name = "AlarmsAreQuiet"
        build = self._reading(name, buildspec="buildspecs/quiet", role_name=names.quiet_role(self._environment.name))
        release = {RELEASE.variable_name: codebuild.BuildEnvironmentVariable(value=RELEASE.reference())}
        return actions.CodeBuildAction(
            action_name=name,
            project=build.project,
            input=self._build,
            environment_variables=release if self._environment.freezes else None,
            type=TEST,
        )

    def deploy(self, parts: str, *, role_name: str, stage_name: str) -> actions.CodeBuildAction:
        """Deploy `parts` ("data", "service" or both) of what Build made; where somebody approved it, only that."""
        build = BuildProject(
            self,
            "Deploy" + "".join(part.capitalize() for part in parts.split()),
            buildspec="buildspecs/deploy",
            key=self._key,
            variables={"ENVIRONMENT": self._environment.name, "PARTS": parts},
            timeout_minutes=self._environment.time_out_minutes(with_data="data" in parts),
            role_name=role_name,
        )
        looks_up = ["lookup"] if "service" in parts and self._environment.deployment_looks_up else []
        may_assume(build.role, "deploy", "file-publishing", *looks_up, environment=self._environment)
        approved = self._environment.approval
        if approved:
            may_see_the_pipeline(build.role)
        return actions.CodeBuildAction(
            action_name="Deploy",
            project=build.project,
            input=self._build,
            extra_inputs=[self._review] if approved else [],
            outputs=[self._outputs] if "service" in parts else [],
            environment_variables=self._of_review(stage_name) if approved else None,
            run_order=1,
        )

    def _of_review(self, stage_name: str) -> dict[str, codebuild.BuildEnvironmentVariable]:
        values = {"REVIEW_FOLDER": f"CODEBUILD_SRC_DIR_{self._review.artifact_name}", "STAGE": stage_name}
        return {name: codebuild.BuildEnvironmentVariable(value=value) for name, value in values.items()}

    def after_a_deployment(self) -> list[codepipeline.IAction]:
        """The suites of the environment side by side, then the verification with its bake time."""
        suites = [self._suite(suite, run_order=2) for suite in self._environment.suites]
        return [*suites, self._verify(run_order=3 if suites else 2)]

    def _suite(self, suite: str, *, run_order: int) -> actions.CodeBuildAction:
        name, environment = suite.capitalize(), self._environment
        signs_in = environment.suites_sign_in
        build = BuildProject(
            self,
            name,
            buildspec="buildspecs/suite",
            key=self._key,
            variables={"SUITE": suite, **({"ENVIRONMENT": environment.name} if signs_in else {})},
            timeout_minutes=environment.suite_minutes,
            role_name=names.suite_role(environment.name, suite) if signs_in else None,
        )
        if signs_in:
            may_assume(build.role, "lookup", environment=environment)
        return self._on_outputs(name, build, run_order)

    def _verify(self, *, run_order: int) -> actions.CodeBuildAction:
        build = self._reading(
            "Verify", buildspec="buildspecs/verify", role_name=names.verify_role(self._environment.name)
        )
        return self._on_outputs("Verify", build, run_order)

    def _reading(
        self,
        id: str,
        *,
        buildspec: str,
        role_name: str,
        bootstrap_role: str = "lookup",
        timeout_minutes: int | None = None,
    ) -> BuildProject:
        build = BuildProject(
            self,
            id,
            buildspec=buildspec,
            key=self._key,
            variables={"ENVIRONMENT": self._environment.name},
            timeout_minutes=timeout_minutes or self._environment.bake_minutes + OVERHEAD_MINUTES,
            role_name=role_name,
        )
        may_assume(build.role, bootstrap_role, environment=self._environment)
        return build

    def _on_outputs(self, name: str, build: BuildProject, run_order: int) -> actions.CodeBuildAction:
        folder = f"CODEBUILD_SRC_DIR_{self._outputs.artifact_name}"
        return actions.CodeBuildAction(
            action_name=name,
            project=build.project,
            input=self._build,
            extra_inputs=[self._outputs],
            environment_variables={"OUTPUTS_FOLDER": codebuild.BuildEnvironmentVariable(value=folder)},
            run_order=run_order,
            type=TEST,
        )
