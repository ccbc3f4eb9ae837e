"""What the pipeline knows of a deployed service, and who hears of its alarms."""

from environments import SANDBOX
from project import ALERTS_EMAIL
from tests.support.cloudformation import Template, properties, references, resources
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

ALARM, TOPIC = "AWS::CloudWatch::Alarm", "AWS::SNS::Topic"


def topic_of_the_alarms(service: Template) -> str:
    """The logical id of the one topic that alarms tell; a team may have others."""
    (topic,) = references([alarm["AlarmActions"] for alarm in properties(service, ALARM)])
    return topic


def test_the_stack_has_the_outputs_that_the_pipeline_knows() -> None:
    outputs = deployed(SANDBOX)["service"]["Outputs"]
    assert set(outputs) >= {"Endpoint", "HealthAlarms", "Dashboard", "DeployedVersion"}


@every_environment
def test_an_alarm_has_an_action_and_an_idle_service_does_not_alarm(environment: Environment) -> None:
    service = deployed(environment)["service"]
    topic = topic_of_the_alarms(service)
    assert topic in resources(service, TOPIC)
    for alarm in properties(service, ALARM):
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": topic}]
        assert alarm.get("ActionsEnabled", True) is True
        assert alarm["TreatMissingData"] == "notBreaching"


def test_somebody_gets_a_mail_when_the_project_names_an_address() -> None:
    service = deployed(SANDBOX)["service"]
    topic, subscriptions = topic_of_the_alarms(service), resources(service, "AWS::SNS::Subscription").values()
    told = [each["Properties"] for each in subscriptions if each["Properties"]["TopicArn"] == {"Ref": topic}]
    mails = [each["Endpoint"] for each in told if each["Protocol"] == "email"]
    assert mails == ([ALERTS_EMAIL] if ALERTS_EMAIL else [])
