"""Whose role an action runs with."""

from collections import defaultdict
from collections.abc import Iterator

from ..environments import PRODUCTION, environment
from ..examples import with_pipeline, with_resources
from ..pipelines import Action, Pipeline
from ..policies import account
from ..repository import Repository
from ..roles import ROLE
from ..rule import At, rule
from ..templates import as_text

_BUILDS = """
Stage{stage}:
  Type: AWS::CodeBuild::Project
  Properties: {{ServiceRole: !GetAtt {role}.Arn}}
"""
_STAGES = """
- Name: Staging
  Actions:
  - Name: Deploy
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    Configuration: {ProjectName: !Ref StageStaging}
- Name: Prod
  Actions:
  - Name: Deploy
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    Configuration: {ProjectName: !Ref StageProd}
"""


@rule(
    id="production-has-its-own-role",
    reason="What runs before the approval must not have the rights of production; with one role for both it has.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html",
    fails=with_pipeline(
        _STAGES, _BUILDS.format(stage="Staging", role="Role") + _BUILDS.format(stage="Prod", role="Role")
    ),
    passes=with_pipeline(
        _STAGES, _BUILDS.format(stage="Staging", role="StagingRole") + _BUILDS.format(stage="Prod", role="ProdRole")
    ),
)
def its_own_role(repository: Repository) -> Iterator[At]:
    """Actions of two environments, one of them production or both known by name, run with different roles."""
    for pipeline in repository.pipelines:
        users: dict[str, list[Action]] = defaultdict(list)
        for action in pipeline.actions:
            for role in _roles(pipeline, action):
                users[role].append(action)
        for role, actions in users.items():
            for action in actions:
                other = next((each for each in actions if _are_apart(action.stage, each.stage)), None)
                if other is not None:
                    yield At(
                        pipeline.resource.template.file,
                        str(action),
                        f"it runs with the role {role[:80]}, and so does {other} of another environment: "
                        f"give {environment(action.stage)} a role of its own",
                    )
                    break


def _are_apart(stage: str, other: str) -> bool:
    """`stage` is of a known environment and `other` is not of it. Of what no name tells, production alone is apart."""
    mine, theirs = environment(stage), environment(other)
    return bool(mine) and mine != theirs and (bool(theirs) or mine == PRODUCTION)


def _roles(pipeline: Pipeline, action: Action) -> Iterator[str]:
    project = pipeline.project(action)
    if project is not None and (role := project.text("ServiceRole")):
        yield role
    if role := as_text(action.body.get("RoleArn")):
        yield role


_NAMED = "Staging:\n  Type: AWS::IAM::Role\n  Properties: {RoleName: deploy}\n"


@rule(
    id="role-has-its-own-name",
    reason="IAM has one role of a name in an account; the second one cannot be created, and was meant to be another.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    fails=with_resources(_NAMED + _NAMED.replace("Staging", "Prod")),
    passes=with_resources(_NAMED + _NAMED.replace("Staging", "Prod").replace("deploy", "deploy-prod")),
)
def its_own_name(repository: Repository) -> Iterator[At]:
    """No two roles of a template have one name."""
    for template in repository.templates:
        seen: dict[str, str] = {}
        for role in template.of_type(ROLE):
            name = role.text("RoleName")
            if name in seen and "Condition" not in role.body:
                yield At(
                    template.file,
                    role.where,
                    f"its RoleName {name[:80]} is also that of {seen[name]}: give each role its own name, for example "
                    "with the environment in it",
                )
            if name and "Condition" not in role.body:
                seen[name] = role.id


_ACCOUNTS = """
- Name: {name}
  Actions:
  - {{Name: Data, RoleArn: "arn:aws:iam::{data}:role/deploy-data"}}
  - {{Name: Service, RoleArn: "arn:aws:iam::{service}:role/deploy-service"}}
"""
_STAGING = _ACCOUNTS.format(name="Staging", data="111122223333", service="111122223333")


@rule(
    id="stage-has-one-account",
    reason="An action with the role of another environment's account deploys there, past that environment's gates.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html",
    fails=with_pipeline(_STAGING + _ACCOUNTS.format(name="Prod", data="444455556666", service="111122223333")),
    passes=with_pipeline(_STAGING + _ACCOUNTS.format(name="Prod", data="444455556666", service="444455556666")),
)
def one_account(repository: Repository) -> Iterator[At]:
    """No action of a stage has a role in the account of another environment's stage, and its neighbours do not."""
    for pipeline in repository.pipelines:
        owned = {stage.name: [(action, _account(action)) for action in stage.actions] for stage in pipeline.stages}
        homes = {
            name: here[0]
            for name, found in owned.items()
            if len(here := sorted({each for _, each in found if each})) == 1
        }
        for name, found in owned.items():
            accounts = {each for _, each in found if each}
            if len(accounts) < 2 or not environment(name):
                continue
            for action, used in found:
                other = next((each for each, home in homes.items() if home == used and environment(each)), None)
                if other is not None and environment(other) != environment(name):
                    yield At(
                        pipeline.resource.template.file,
                        str(action),
                        f"its role is in the account {used}, which is that of the stage {other}, and the stage's other "
                        f"actions use {', '.join(sorted(accounts - {used}))}: name the role of this stage's account",
                    )


def _account(action: Action) -> str:
    return account(as_text(action.body.get("RoleArn"))) or account(as_text(action.configuration.get("RoleArn")))
