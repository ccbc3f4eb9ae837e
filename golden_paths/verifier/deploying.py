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
MAKE_DEPLOYS = re.compile(r"deploy([-_].*)?|release([-_].*)?")
NO_DEPLOYMENT = re.compile(r"--dry-run|--no-execute-changeset|--no-execute|\bplan\b")


def deploys(repository: Repository, pipeline: Pipeline, action: Action) -> bool:
    """Whether an action changes what users reach. An update of the pipeline's own stack does not."""
    if action.category == "Deploy":
        mode = str(action.configuration.get("ActionMode", ""))
        return action.provider in DEPLOYING and mode not in NOT_DEPLOYING and not _updates_pipeline(pipeline, action)
    build = repository.build_of(action)
    if build is None or build.buildspec is None:
        return False
    try:
        variables: Mapping[str, str] = {**build.variables, **action.variables}
    except ValueError:
        variables = build.variables
    for command in build.buildspec.commands:
        if NO_DEPLOYMENT.search(command.text):
            continue
        if COMMANDS.search(command.text):
            return True
        if any(MAKE_DEPLOYS.fullmatch(target) for target in made_by(command.text, variables)):
            return True
    return False


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
    """The stages of a pipeline that deploy, in their order. The last one is production."""
    return [
        stage for stage in pipeline.stages if any(deploys(repository, pipeline, action) for action in stage.actions)
    ]


def _updates_pipeline(pipeline: Pipeline, action: Action) -> bool:
    path = str(action.configuration.get("TemplatePath", ""))
    file = pipeline.resource.template.file.rpartition("/")[2]
    return bool(file) and path.endswith(file)
