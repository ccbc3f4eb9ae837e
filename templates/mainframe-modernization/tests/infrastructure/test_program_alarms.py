"""What programs do wrong reaches people, and rolls nothing back: which names they have is what the run time logs."""

import re

import pytest

from tests.support.choices import ROLLING, SHIFTING
from tests.support.cloudformation import health_alarms, properties, references, text
from tests.support.synthesis import CODE, every_environment
from tests.support.tasks import of_construct
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import deployment_name

ALARM = "AWS::CloudWatch::Alarm"
WATCHED = {"WorkersLost", "CallsTimedOut", "CallsReturnCode12", "CallsFailed"}


@every_environment
def test_lost_workers_and_calls_without_a_result_tell_a_person(environment: Environment) -> None:
    template = deployed(environment)["service"]
    health = health_alarms(template)
    topics = references(health[0]["AlarmActions"])
    found = {
        alarm["MetricName"]: alarm
        for alarm in properties(template, ALARM)
        if alarm.get("Namespace") == deployment_name(environment) and alarm.get("MetricName") in WATCHED
    }
    assert set(found) == WATCHED
    for name, alarm in found.items():
        assert alarm not in health, name
        assert references(alarm["AlarmActions"]) == topics, name
        assert (alarm["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Sum", 1, "notBreaching"), name
        assert [each["Name"] for each in alarm["Dimensions"]] == ["service"], name


def test_each_name_is_one_that_the_run_time_counts() -> None:
    written = "".join(each.read_text("utf-8") for each in CODE.glob("*/*.py"))
    assert 'counts": "WorkersLost"' in written
    assert re.search(r'counts=\("Calls", f"Calls\{outcome\}"\)', written)
    for outcome in ("TimedOut", "Failed"):
        assert f'outcome = "{outcome}"' in written or f'"{outcome}" if' in written


@pytest.mark.parametrize("environment", [ROLLING, SHIFTING], ids=lambda each: each.name)
def test_the_dashboard_shows_users_then_router_and_programs(environment: Environment) -> None:
    template = deployed(environment)["service"]
    for dashboard in of_construct(template, "AWS::CloudWatch::Dashboard", "Overview").values():
        body = text(dashboard["Properties"]["DashboardBody"])
        places = [body.index(each) for each in ("What users feel", "RequestCount", "# Resources", "CallsWaiting")]
        assert places == sorted(places)
        for metric in ("Weight", "Mismatches", "CallMilliseconds", "WorkersLost", "CallsReturnCode12"):
            assert f'\\"{metric}\\"' in body, metric
