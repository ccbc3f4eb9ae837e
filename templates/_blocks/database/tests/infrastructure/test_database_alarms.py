"""What is watched at the database, and that people hear of it without a deployment being rolled back."""

import pytest

from tests.support.choices import CODEDEPLOY, LINEAR, SHIFTING
from tests.support.cloudformation import health_alarms, properties, text
from tests.support.tasks import of_construct
from tests.support.workload_templates import deployed
from workload.environment import Environment

ALARM = "AWS::CloudWatch::Alarm"


def test_many_connections_are_counted_at_their_highest_and_not_summed_up() -> None:
    alarms = [each for each in properties(deployed(LINEAR)["service"], ALARM) if "DatabaseConnections" in text(each)]
    assert any(
        "Maximum" in (alarm.get("Statistic") or text(alarm["Metrics"])) and alarm["Threshold"] == 1261
        for alarm in alarms
    )


@pytest.mark.parametrize("environment", [SHIFTING, LINEAR, CODEDEPLOY], ids=lambda each: each.name)
def test_trouble_of_the_database_tells_a_person_but_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    health = health_alarms(service)
    others = [alarm for alarm in properties(service, ALARM) if alarm not in health]
    for metric in ("CPUUtilization", "DatabaseConnections", "FreeStorageSpace"):
        assert metric in text(others)


def test_the_dashboard_shows_the_database_among_the_resources() -> None:
    for dashboard in of_construct(deployed(LINEAR)["service"], "AWS::CloudWatch::Dashboard", "Overview").values():
        body = text(dashboard["Properties"]["DashboardBody"])
        assert "AWS/RDS" in body[body.index("# Resources") :]
