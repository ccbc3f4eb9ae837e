"""What the pipeline knows of a deployed service, and who hears of its alarms."""

from environments import SANDBOX
from project import ALERTS_EMAIL
from tests.support.cloudformation import Template, health_alarms_by_name, references, resources
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

TOPIC = "AWS::SNS::Topic"


def topic_of_the_alarms(service: Template) -> str:
    """The logical id of the one topic that health alarms tell. Other alarms of a team may tell others."""
    (topic,) = references([alarm.get("AlarmActions", []) for alarm in health_alarms_by_name(service).values()])
    return topic


def test_the_stack_has_the_outputs_that_the_pipeline_knows() -> None:
    outputs = deployed(SANDBOX)["service"]["Outputs"]
    assert set(outputs) >= {"Endpoint", "HealthAlarms", "Dashboard", "DeployedVersion"}


@every_environment
def test_an_alarm_that_rolls_back_tells_people_and_is_quiet_while_the_service_is_idle(environment: Environment) -> None:
    service = deployed(environment)["service"]
    topic, wrong = topic_of_the_alarms(service), []
    assert topic in resources(service, TOPIC)
    for name, alarm in health_alarms_by_name(service).items():
        for actions in ("AlarmActions", "OKActions"):
            if alarm.get(actions) != [{"Ref": topic}]:
                wrong.append(f"{name}: its {actions} are {alarm.get(actions)}, not the topic {topic} alone")
        if not alarm.get("ActionsEnabled", True):
            wrong.append(f"{name}: its actions are switched off")
        if alarm.get("TreatMissingData") != "notBreaching":
            wrong.append(
                f"{name}: TreatMissingData is {alarm.get('TreatMissingData', 'missing')}, not notBreaching: without "
                "requests it would roll every deployment back. An alarm on silence tells people and rolls nothing back"
            )
    assert not wrong, "\n".join(wrong)


def test_somebody_gets_a_mail_when_the_project_names_an_address() -> None:
    service = deployed(SANDBOX)["service"]
    topic, subscriptions = topic_of_the_alarms(service), resources(service, "AWS::SNS::Subscription").values()
    told = [each["Properties"] for each in subscriptions if each["Properties"]["TopicArn"] == {"Ref": topic}]
    mails = [each["Endpoint"] for each in told if each["Protocol"] == "email"]
    assert mails == ([ALERTS_EMAIL] if ALERTS_EMAIL else [])
