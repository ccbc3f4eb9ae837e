"""The resources of the team: they get what they declare, and their alarms roll a deployment back."""

import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError
from tests.support.cloudformation import resources, waiting_in_a_circle
from tests.support.workload_templates import deployed_afresh
from workload.extension import connected
from workload.parameters import EXTENSION_TEMPLATE, load_template

IN_TEMPLATE = "workload/service/template.yaml"


@pytest.mark.parametrize("switched_on", [True, False])
def test_the_resources_of_the_extensions_are_there_when_they_are_switched_on(
    monkeypatch: pytest.MonkeyPatch, switched_on: bool
) -> None:
    monkeypatch.setattr("extensions.resources.EXAMPLE", switched_on)
    service = deployed_afresh(SANDBOX)["service"]
    nested = resources(service, "AWS::CloudFormation::Stack")
    assert bool(nested) is switched_on
    assert waiting_in_a_circle(service) == set()
    declared = load_template(EXTENSION_TEMPLATE).get("Parameters", {})
    needed = {name for name, each in declared.items() if "Default" not in each}
    for stack in nested.values():
        missing = needed - set(stack["Properties"].get("Parameters", {}))
        assert not missing, (
            f"extensions/template.yaml declares {sorted(missing)}, and the resource Extension of {IN_TEMPLATE} does "
            "not offer it: add it to the Parameters there, for example `ReceiptsTable: !Ref ReceiptsTable`"
        )


SERVICE = {
    "Resources": {
        "Extension": {"Properties": {"Parameters": {"KeyArn": {"Ref": "KeyArn"}, "AlarmTopic": {"Ref": "Alerts"}}}},
        "Function": {"Properties": {"DeploymentPreference": {"Alarms": [{"Ref": "Errors"}]}}},
        "Alerts": {},
    },
    "Outputs": {"HealthAlarms": {"Value": {"Ref": "Errors"}}},
}


def test_the_extension_gets_what_it_declares_of_what_the_service_offers() -> None:
    # A repository that knows DeploymentName alone works on: CloudFormation refuses parameters that nobody declared.
    made = connected(SERVICE, {"Parameters": {"KeyArn": {"Type": "String"}}})
    assert made["Resources"]["Extension"]["Properties"]["Parameters"] == {"KeyArn": {"Ref": "KeyArn"}}
    assert made["Outputs"] == SERVICE["Outputs"]


def test_an_extension_without_its_place_in_the_service_is_named() -> None:
    with pytest.raises(ConfigurationError, match="has no resource Extension"):
        connected({"Resources": {}, "Outputs": {}}, {})


def test_an_alarm_of_the_team_rolls_back_and_is_watched_after_a_deployment() -> None:
    made = connected(SERVICE, {"Outputs": {"QueueHealthAlarm": {}, "QueueUrl": {}}})
    alarm = {"Fn::GetAtt": ["Extension", "Outputs.QueueHealthAlarm"]}
    assert made["Resources"]["Function"]["Properties"]["DeploymentPreference"]["Alarms"] == [{"Ref": "Errors"}, alarm]
    assert made["Outputs"]["HealthAlarms"]["Value"] == {"Fn::Join": [",", [{"Ref": "Errors"}, alarm]]}
