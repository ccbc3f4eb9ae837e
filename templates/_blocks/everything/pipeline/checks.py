"""The Build stage: independent checks side by side, while the package is made once for all environments."""

from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from pipeline.build_project import BuildProject
from pipeline.names import METRICS_NAMESPACE
from settings.packaging import Check, Packaging

STAGE = "Build"
# New accounts allow hardly more.
BUILDS_AT_ONCE = 3


class Checks(Construct):
    """`artifact` is what every later stage runs and deploys: nothing is built a second time.

    `without_resources` are the roles that call an API without resource-level permissions.
    `told` is what the checks of the workload want an approver to read; CodePipeline fills it in when it asks.
    What the workload checks as well comes after the others, so that no more than BUILDS_AT_ONCE run.
    """

    def __init__(
        self, scope: Construct, id: str, *, source: codepipeline.Artifact, packaging: Packaging, key: kms.IKey
    ) -> None:
        super().__init__(scope, id)
        self.artifact = codepipeline.Artifact("Build")
        self.told = " ".join(f"{each.name}: #{{{each.name}.{each.tells}}}" for each in packaging.checks if each.tells)
        self.quality = BuildProject(self, "Quality", buildspec="buildspecs/quality", key=key)
        self.test = BuildProject(self, "Test", buildspec="buildspecs/test", key=key)
        self.package = BuildProject(
            self, "Package", buildspec="buildspecs/package", key=key, runs_docker=packaging.runs_docker
        )
        for statement in packaging.statements:
            self.package.role.add_to_policy(statement)
        self.without_resources = [self.test.role, *([self.package.role] if packaging.without_resources else [])]
        self.test.role.add_to_policy(
            iam.PolicyStatement(
                sid="PassRateAndCoverage",
                actions=["cloudwatch:PutMetricData"],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": METRICS_NAMESPACE}},
            )
        )
        reports = codepipeline.Artifact("Reports")
        self.actions = [
            actions.CodeBuildAction(action_name="Quality", project=self.quality.project, input=source),
            actions.CodeBuildAction(
                action_name="Test",
                project=self.test.project,
                input=source,
                outputs=[reports],
                type=actions.CodeBuildActionType.TEST,
            ),
            actions.CodeBuildAction(
                action_name="Package",
                project=self.package.project,
                input=source,
                outputs=[self.artifact],
                environment_variables={
                    name: codebuild.BuildEnvironmentVariable(value=value) for name, value in packaging.variables.items()
                },
            ),
            *(
                self._of_the_workload(check, source=source, key=key, run_order=2 + number // BUILDS_AT_ONCE)
                for number, check in enumerate(packaging.checks)
            ),
        ]

    def _of_the_workload(
        self, check: Check, *, source: codepipeline.Artifact, key: kms.IKey, run_order: int
    ) -> actions.CodeBuildAction:
        build = BuildProject(self, check.name, buildspec=check.buildspec, key=key, runs_docker=check.runs_docker)
        for statement in check.statements:
            build.role.add_to_policy(statement)
        if check.without_resources:
            self.without_resources.append(build.role)
        return actions.CodeBuildAction(
            action_name=check.name,
            project=build.project,
            input=source,
            outputs=[codepipeline.Artifact(f"{check.name}Reports")],
            type=actions.CodeBuildActionType.TEST,
            run_order=run_order,
            variables_namespace=check.name if check.tells else None,
        )

    def stage(self) -> codepipeline.StageProps:
        return codepipeline.StageProps(stage_name=STAGE, actions=self.actions)
