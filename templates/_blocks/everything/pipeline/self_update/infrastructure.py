"""The UpdatePipeline stage: the guard that is deployed judges the new pipeline, then CloudFormation deploys it.

No code of the commit runs in this stage, and the guard is the one of the pipeline that runs: a commit cannot remove
the gate that guards it. CloudFormation gets the template from the guard and not from Build, whose artifact the guard
only reads: what is deployed is what was judged.
"""

import json

import aws_cdk as cdk
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from pipeline.conditions import only_a_release
from pipeline.self_update import inline
from project import NAME
from security.callers import trust_only_for_us
from security.encryption import ArtifactStore
from security.permissions import bootstrap_role_arn
from settings.names import UPDATE_STAGE
from settings.pipeline import Pipeline

GUARD = "Guard"
CONFIRMATION_PARAMETER = f"/{NAME}/pipeline/confirmed-change"


class SelfUpdate(Construct):
    """`stage()` compares, guards, waits and updates."""

    def __init__(
        self, scope: Construct, id: str, *, build: codepipeline.Artifact, settings: Pipeline, store: ArtifactStore
    ) -> None:
        super().__init__(scope, id)
        self._stack = cdk.Stack.of(self)
        self._build = build
        self._examined = codepipeline.Artifact("Template")
        self._settings = settings
        self._store = store
        self.template = f"{self._stack.stack_name}.template.json"
        self.guard = lambda_.Function(
            self,
            "Guard",
            # Inline, so that the stack has no assets and CloudFormation alone can deploy it.
            code=lambda_.Code.from_inline(inline.code()),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=cdk.Duration.minutes(5),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=logs.LogGroup(
                self,
                "Logs",
                encryption_key=store.key,
                retention=logs.RetentionDays.ONE_YEAR,
                removal_policy=cdk.RemovalPolicy.DESTROY,
            ),
        )
        assert self.guard.role is not None
        trust_only_for_us(self.guard.role)

    def stage(self, *, pipeline_name: str) -> codepipeline.StageProps:
        return codepipeline.StageProps(
            stage_name=UPDATE_STAGE,
            # An updated pipeline starts again, and that would be a release.
            before_entry=only_a_release(UPDATE_STAGE),
            actions=[
                actions.LambdaInvokeAction(
                    action_name=GUARD,
                    lambda_=self.guard,
                    inputs=[self._build],
                    outputs=[self._examined],
                    user_parameters_string=json.dumps(
                        {
                            "stack": self._stack.stack_name,
                            "template": f"cdk.out/{self.template}",
                            "pipeline": pipeline_name,
                            "stage": UPDATE_STAGE,
                            "parameter": CONFIRMATION_PARAMETER,
                            "wait_minutes": self._settings.update_wait_minutes,
                        },
                        sort_keys=True,
                    ),
                    run_order=1,
                ),
                actions.CloudFormationCreateUpdateStackAction(
                    action_name="Update",
                    stack_name=self._stack.stack_name,
                    template_path=self._examined.at_path(f"cdk.out/{self.template}"),
                    admin_permissions=False,
                    deployment_role=iam.Role.from_role_arn(
                        self,
                        "ExecutionRole",
                        bootstrap_role_arn("cfn-exec", account=self._settings.account, region=self._settings.region),
                        mutable=False,
                    ),
                    cfn_capabilities=[cdk.CfnCapabilities.NAMED_IAM],
                    run_order=2,
                ),
            ],
        )

    def allow(self, *, pipeline_name: str) -> None:
        """Let the guard read the deployed template, executions and confirmation, and write what it examined."""
        arn = self._stack.format_arn
        for actions_, resource in (
            (["cloudformation:GetTemplate"], self._stack.stack_id),
            (
                ["codepipeline:GetPipelineState", "codepipeline:GetPipelineExecution"],
                # By name: the pipeline itself refers to the guard.
                arn(service="codepipeline", resource=pipeline_name),
            ),
            (
                ["ssm:GetParameter"],
                arn(service="ssm", resource="parameter", resource_name=CONFIRMATION_PARAMETER.removeprefix("/")),
            ),
            # The policy of the bucket says which objects.
            (["s3:PutObject"], self._store.bucket.arn_for_objects("*")),
            (["kms:GenerateDataKey"], self._store.key.key_arn),
        ):
            self.guard.add_to_role_policy(iam.PolicyStatement(actions=actions_, resources=[resource]))
