"""The names of the roles of the pipeline: the bootstrap of an environment trusts them by name."""

from project import NAME
from settings.configuration import ConfigurationError
from settings.environment import DeploymentEnvironment
from settings.moved import attribute
from settings.names import metrics_namespace

# Where the checks may write metrics.
METRICS_NAMESPACE = metrics_namespace(NAME)
# Of the name of a role, in IAM.
MOST_CHARACTERS = 64


def __getattr__(name: str) -> str:
    """What was here until 0.5.0."""
    return str(attribute("pipeline.names", "settings.names", name))


def deploy_role(environment_name: str) -> str:
    """Role of the action that deploys the service stack; at most 58 of IAM's 64 characters (30 and 20 are ours)."""
    return f"{NAME}-{environment_name}-deploy"


def data_role(environment_name: str) -> str:
    """Role of the action that deploys the data stack and runs migrations."""
    return f"{NAME}-{environment_name}-data"


def verify_role(environment_name: str) -> str:
    """Role of the action that watches a deployment; it reads only."""
    return f"{NAME}-{environment_name}-verify"


def review_role(environment_name: str) -> str:
    """Role of the action that reads what a release would change; it executes nothing."""
    return f"{NAME}-{environment_name}-review"


def quiet_role(environment_name: str) -> str:
    """Role of the action that looks for alarms before a release enters its window; it reads only."""
    return f"{NAME}-{environment_name}-quiet"


def suite_role(environment_name: str, suite: str) -> str:
    """Role of a suite that signs in; it reads only.

    Raises ConfigurationError: another role has this name, or IAM takes none that is as long.
    """
    role = f"{NAME}-{environment_name}-{suite}"
    taken = [*deploying_roles(environment_name), *reading_roles(environment_name), review_role(environment_name)]
    if role in taken or len(role) > MOST_CHARACTERS:
        raise ConfigurationError(
            f'suite "{suite}" of {environment_name}: its role would be called {role}, and that has to be a name of its '
            f'own with at most {MOST_CHARACTERS} characters (IAM), for example suites=("e2e",)'
        )
    return role


def suite_roles(environment: DeploymentEnvironment) -> list[str]:
    """The roles of the suites of an environment, where they sign in. Raises ConfigurationError: as `suite_role`."""
    return [suite_role(environment.name, suite) for suite in environment.suites if environment.suites_sign_in]


def deploying_roles(environment_name: str) -> list[str]:
    """The roles that the bootstrap of the environment lets deploy."""
    return [deploy_role(environment_name), data_role(environment_name)]


def reading_roles(environment_name: str) -> list[str]:
    """The roles that the bootstrap of the environment lets read, and nothing more."""
    return [verify_role(environment_name), quiet_role(environment_name)]
