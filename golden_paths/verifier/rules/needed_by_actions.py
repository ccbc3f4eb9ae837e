"""What the role of an action needs, so that CodePipeline can run it."""

from collections.abc import Iterator

from ..examples import with_pipeline
from ..pipelines import Action, Pipeline
from ..policies import may_be
from ..repository import Repository
from ..roles import Roles, trust
from ..rule import At, rule
from ..templates import Resource, as_text

ROLE_OF_PIPELINE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html"
# Rights by provider; of those in one text, one is enough.
NEEDED = {
    "CodeBuild": ["codebuild:StartBuild", "codebuild:BatchGetBuilds"],
    "CodeBuild in batches": ["codebuild:StartBuildBatch", "codebuild:BatchGetBuildBatches"],
    "Lambda": ["lambda:InvokeFunction"],
    "CodeCommit": ["codecommit:GetBranch", "codecommit:GetCommit", "codecommit:UploadArchive"],
    "CodeStarSourceConnection": ["codestar-connections:UseConnection codeconnections:UseConnection"],
    "CodeDeploy": ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
    "CodeDeployToECS": ["codedeploy:CreateDeployment", "ecs:RegisterTaskDefinition"],
    "ECS": ["ecs:RegisterTaskDefinition", "ecs:UpdateService"],
    "StepFunctions": ["states:StartExecution", "states:DescribeExecution"],
    "CREATE_UPDATE": ["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:DescribeStacks"],
    "CHANGE_SET_REPLACE": ["cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet"],
    "CHANGE_SET_EXECUTE": ["cloudformation:ExecuteChangeSet"],
    "DELETE_ONLY": ["cloudformation:DeleteStack", "cloudformation:DescribeStacks"],
}
# Where an action names what it runs.
RUNS = {"CodeBuild": "ProjectName", "Lambda": "FunctionName", "StepFunctions": "StateMachineArn"}

_STAGES = """
- Name: Build
  Actions:
  - Name: Test
    RoleArn: !GetAtt Role.Arn
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    Configuration: {ProjectName: !Ref Project}
"""


def _role(actions: str) -> str:
    return (
        "Project:\n  Type: AWS::CodeBuild::Project\nRole:\n  Type: AWS::IAM::Role\n  Properties:\n    Policies:\n"
        f"    - PolicyDocument: {{Statement: [{{Effect: Allow, Action: {actions}, Resource: !GetAtt Project.Arn}}]}}\n"
    )


@rule(
    id="action-has-its-rights",
    reason="An action whose role lacks a right fails on its first run, long after the pipeline was deployed.",
    source=ROLE_OF_PIPELINE,
    fails=with_pipeline(_STAGES, _role("'codebuild:BatchGetBuilds'")),
    passes=with_pipeline(_STAGES, _role("['codebuild:BatchGetBuilds', 'codebuild:StartBuild']")),
)
def has_its_rights(repository: Repository) -> Iterator[At]:
    """The role of an action, or of the pipeline, allows what the action does."""
    for pipeline, roles, action, role in _actions(repository):
        rights = roles.rights(role)
        target = _target(pipeline, action)
        for needed in NEEDED.get(_kind(action), []):
            if all(rights.lacks(each, target) for each in needed.split()):
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f"it runs with the role {role.id}, which does not allow {needed.split()[0]}"
                    f"{f' on {target.id}' if target else ''}: add this right to a policy of the role",
                )
                break


@rule(
    id="action-may-pass-its-role",
    reason="CloudFormation gets its role from the action, and IAM refuses that without iam:PassRole.",
    source=ROLE_OF_PIPELINE,
    fails=with_pipeline(
        """
        - Name: Deploy
          Actions:
          - Name: Stack
            RoleArn: !GetAtt Role.Arn
            ActionTypeId: {Category: Deploy, Provider: CloudFormation}
            Configuration: {ActionMode: CHANGE_SET_REPLACE, RoleArn: !GetAtt Deployer.Arn}
        """,
        _role("'cloudformation:*'") + "Deployer:\n  Type: AWS::IAM::Role\n",
    ),
    passes=with_pipeline(
        """
        - Name: Deploy
          Actions:
          - Name: Stack
            RoleArn: !GetAtt Role.Arn
            ActionTypeId: {Category: Deploy, Provider: CloudFormation}
            Configuration: {ActionMode: CHANGE_SET_REPLACE, RoleArn: !GetAtt Deployer.Arn}
        """,
        _role("['cloudformation:*', 'iam:PassRole']") + "Deployer:\n  Type: AWS::IAM::Role\n",
    ),
)
def may_pass_its_role(repository: Repository) -> Iterator[At]:
    """Whoever gives a role to CloudFormation may pass it."""
    for pipeline, roles, action, role in _actions(repository):
        passed = action.configuration.get("RoleArn")
        if action.provider != "CloudFormation" or not passed or _kind(action) == "CHANGE_SET_EXECUTE":
            continue
        if roles.rights(role).lacks("iam:PassRole", roles.role(passed)):
            yield At(
                pipeline.resource.template.file,
                str(action),
                f"it gives the role {as_text(passed)[:80]} to CloudFormation, and its own role {role.id} does not "
                "allow iam:PassRole on that: add the right, with cloudformation.amazonaws.com as iam:PassedToService",
            )


@rule(
    id="action-role-trusts-pipeline",
    reason="CodePipeline takes the role of an action with the role of the pipeline, which that one must trust.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    fails=with_pipeline(
        "- Name: Build\n  Actions:\n  - {Name: Test, RoleArn: !GetAtt Role.Arn}",
        """
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
              - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: codepipeline.amazonaws.com}}
        """,
    ),
    passes=with_pipeline(
        "- Name: Build\n  Actions:\n  - {Name: Test, RoleArn: !GetAtt Role.Arn}",
        """
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
              - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {AWS: !GetAtt OfPipeline.Arn}}
        OfPipeline:
          Type: AWS::IAM::Role
        """,
    ),
)
def trusts_pipeline(repository: Repository) -> Iterator[At]:
    """The role of an action trusts the role of its pipeline, or that role's account."""
    for pipeline in repository.pipelines:
        roles = Roles(pipeline.resource.template)
        own = roles.role(pipeline.resource.get("RoleArn"))
        for action in pipeline.actions:
            role = roles.role(action.body.get("RoleArn"))
            if role is None or role is own or not trust(role):
                continue
            named = [value for each in trust(role) if each.allows for value in each.principals("AWS")]
            if not any(own is None or may_be(value, own) for value in named):
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f"its role {role.id} does not trust the role of the pipeline, with which CodePipeline assumes it: "
                    "name the pipeline's role as a principal of the kind AWS in the trust policy",
                )


def _actions(repository: Repository) -> Iterator[tuple[Pipeline, Roles, Action, Resource]]:
    """Each action with the role that CodePipeline runs it with, where the template has that role."""
    for pipeline in repository.pipelines:
        roles = Roles(pipeline.resource.template)
        own = roles.role(pipeline.resource.get("RoleArn"))
        for action in pipeline.actions:
            role = roles.role(action.body["RoleArn"]) if "RoleArn" in action.body else own
            if role is not None:
                yield pipeline, roles, action, role


def _kind(action: Action) -> str:
    if action.provider == "CodeBuild" and as_text(action.configuration.get("BatchEnabled")) == "true":
        return "CodeBuild in batches"
    return as_text(action.configuration.get("ActionMode")) if action.provider == "CloudFormation" else action.provider


def _target(pipeline: Pipeline, action: Action) -> Resource | None:
    return pipeline.resource.template.resource(action.configuration.get(RUNS.get(action.provider, "")))
