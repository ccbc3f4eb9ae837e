"""Of the bench: what the task asked for."""

from environments import SANDBOX
from tests.support.cloudformation import properties, references, resources
from tests.support.workload_templates import deployed

SERVICE = deployed(SANDBOX)["service"]


def test_a_function_takes_messages_off_a_queue_that_gives_up_after_five_times() -> None:
    queues = resources(SERVICE, "AWS::SQS::Queue")
    limits = [each["Properties"]["RedrivePolicy"] for each in queues.values() if "RedrivePolicy" in each["Properties"]]
    assert [int(limit["maxReceiveCount"]) for limit in limits] == [5]
    assert references(limits[0]["deadLetterTargetArn"]) < set(queues)
    sources = properties(SERVICE, "AWS::Lambda::EventSourceMapping")
    assert [len(references(each["EventSourceArn"]) & set(queues)) for each in sources] == [1]


def test_an_alarm_of_the_dead_letter_queue_rolls_a_deployment_back() -> None:
    dead = {
        name
        for each in properties(SERVICE, "AWS::SQS::Queue")
        if "RedrivePolicy" in each
        for name in references(each["RedrivePolicy"]["deadLetterTargetArn"])
    }
    alarms = {
        name
        for name, alarm in resources(SERVICE, "AWS::CloudWatch::Alarm").items()
        if references(alarm["Properties"].get("Dimensions", [])) & dead
    }
    watched = {
        name
        for group in properties(SERVICE, "AWS::CodeDeploy::DeploymentGroup")
        for name in references(group["AlarmConfiguration"])
    }
    assert alarms
    assert alarms <= watched
