"""The names that two places must agree on: the dashboard shows the metrics that the checks publish, and who may change
a stage knows it by name."""

# The stage in which the pipeline changes itself.
UPDATE_STAGE = "UpdatePipeline"

# In percent. The dimension is the test suite; without a name on its command line, `report_metrics` publishes this one.
PASS_RATE = "PassRate"  # noqa: S105 - a rate of tests, not a password
COVERAGE = "Coverage"
SUITE = "Suite"
REPORTED_SUITE = "unit"


def metrics_namespace(project: str) -> str:
    """Where the checks of a project may write metrics: the role of the check allows this namespace alone."""
    return f"{project}/Delivery"
