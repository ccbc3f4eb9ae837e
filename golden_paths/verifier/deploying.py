"""Which actions of a pipeline deploy, test and approve, whatever they are called."""

import re
from collections.abc import Mapping

from .buildspecs import made_by
from .pipelines import Action, Pipeline, Stage
from .repository import Repository

# Providers of the category Deploy that put something in front of users. S3 may hold a report as well as a site.
DEPLOYING = {
    "CloudFormation",
    "CloudFormationStackSet",
    "CodeDeploy",
    "CodeDeployToECS",
    "ECS",
    "EKS",
    "ElasticBeanstalk",
    "AppConfig",
    "S3",
    "ServiceCatalog",
    "EC2",
    "LambdaDeploy",
}
# Change sets are made, not executed; a stack is deleted.
NOT_DEPLOYING = {"CHANGE_SET_REPLACE", "DELETE_ONLY"}
COMMANDS = re.compile(
    r"\b(cdk deploy|sam deploy|sam sync|serverless deploy|sls deploy|terraform apply|tofu apply|pulumi up|helm upgrade"
    r"|kubectl (apply|set image)|copilot (deploy|svc deploy)|eb deploy|aws s3 sync \S+ s3://"
    r"|aws cloudformation (deploy|create-stack|update-stack|execute-change-set)|aws ecs update-service"
    r"|aws deploy create-deployment|aws lambda update-function-code)\b"
)
# What puts files somewhere, a page or a report as well as a site, and what may only tag a release.
SIDE = re.compile(r"aws s3 sync\b.*")
NO_WORKLOAD = re.compile(r".*[-_](notes?|docs?|documentation|changelog|report|pages|storybook|tags?|wiki)")
MAKE_DEPLOYS = re.compile(r"deploy([-_].*)?|release([-_].*)?")
NO_DEPLOYMENT = re.compile(r"--dry-run|--no-execute-changeset|--no-execute|\bplan\b")


def deploys(repository: Repository, pipeline: Pipeline, action: Action) -> bool:
    """Whether an action changes what users reach. An update of the pipeline's own stack does not."""
    return _deploys(repository, pipeline, action) is not None


def _deploys(repository: Repository, pipeline: Pipeline, action: Action) -> bool | None:
    """True where an action deploys a workload, False where it may be a page or a tag, None where it deploys nothing."""
    if action.category == "Deploy":
        mode = str(action.configuration.get("ActionMode", ""))
        it_does = action.provider in DEPLOYING and mode not in NOT_DEPLOYING and not _updates_pipeline(pipeline, action)
        return action.provider != "S3" if it_does else None
    build = repository.build_of(action)
    if build is None or build.buildspec is None:
        return None
    try:
        variables: Mapping[str, str] = {**build.variables, **action.variables}
    except ValueError:
        variables = build.variables
    found: list[bool] = []
    for command in build.buildspec.commands:
        if NO_DEPLOYMENT.search(command.text):
            continue
        found += [not SIDE.fullmatch(each[0]) for each in COMMANDS.finditer(command.text)]
        made = [each for each in made_by(command.text, variables) if MAKE_DEPLOYS.fullmatch(each)]
        found += [each.startswith("deploy") for each in made if not NO_WORKLOAD.fullmatch(each)]
    return any(found) if found else None


def approves(action: Action) -> bool:
    """Whether a person has to say yes."""
    return action.category == "Approval"


def tests(action: Action) -> bool:
    """Whether an action is there to fail when something does not work."""
    return action.category == "Test" or (
        action.provider in {"CodeBuild", "Lambda", "StepFunctions"}
        and action.category != "Source"
        and re.search(r"test|e2e|smoke|verif|valid|integration|accept|canary", action.name, re.IGNORECASE) is not None
    )


def deploying_stages(repository: Repository, pipeline: Pipeline) -> list[Stage]:
    """The stages of a pipeline that deploy, in their order. The last one is production.

    Where some deploy a workload, a stage that only puts files into S3, or only releases, is none of them.
    """
    found = {}
    for stage in pipeline.stages:
        made = [_deploys(repository, pipeline, action) for action in stage.actions]
        if any(each is not None for each in made):
            found[stage.position] = (stage, any(made))
    workloads = [stage for stage, is_workload in found.values() if is_workload]
    return workloads or [stage for stage, _ in found.values()]


def _updates_pipeline(pipeline: Pipeline, action: Action) -> bool:
    path = str(action.configuration.get("TemplatePath", ""))
    file = pipeline.resource.template.file.rpartition("/")[2]
    return bool(file) and path.endswith(file)
