"""The names that two places must agree on: the bootstrap of an environment trusts the pipeline's roles by name, and the
dashboard shows the metrics that the checks publish."""

from project import NAME

# The stage in which the pipeline changes itself.
UPDATE_STAGE = "UpdatePipeline"

# Where the checks may write metrics: the role of the check allows this namespace alone.
METRICS_NAMESPACE = f"{NAME}/Delivery"
# In percent. The dimension is the test suite; without a name on its command line, `report_metrics` publishes this one.
PASS_RATE = "PassRate"  # noqa: S105 - a rate of tests, not a password
COVERAGE = "Coverage"
SUITE = "Suite"
REPORTED_SUITE = "unit"


def deploy_role(environment_name: str) -> str:
    """Role of the action that deploys the service stack; at most 58 of IAM's 64 characters (30 and 20 are ours)."""
    return f"{NAME}-{environment_name}-deploy"


def data_role(environment_name: str) -> str:
    """Role of the action that deploys the data stack and runs migrations."""
    return f"{NAME}-{environment_name}-data"


def verify_role(environment_name: str) -> str:
    """Role of the action that watches a deployment; it reads only."""
    return f"{NAME}-{environment_name}-verify"


def quiet_role(environment_name: str) -> str:
    """Role of the action that looks for alarms before a release enters its window; it reads only."""
    return f"{NAME}-{environment_name}-quiet"


def deploying_roles(environment_name: str) -> list[str]:
    """The roles that the bootstrap of the environment lets deploy."""
    return [deploy_role(environment_name), data_role(environment_name)]


def reading_roles(environment_name: str) -> list[str]:
    """The roles that the bootstrap of the environment lets read, and nothing more."""
    return [verify_role(environment_name), quiet_role(environment_name)]
