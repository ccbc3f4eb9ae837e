"""The resources of the team: they get what they declare, and their alarms roll a deployment back."""

import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError, TemplateRefused
from tests.support.cfn_lint import Linter
from tests.support.cloudformation import resources, waiting_in_a_circle
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed_afresh
from workload.environment import Environment
from workload.extension import connected, refusals
from workload.parameters import EXTENSION_TEMPLATE, load_template, parameters

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


@every_environment
def test_cfn_lint_finds_nothing_in_the_resources_of_the_team(environment: Environment, linter: Linter) -> None:
    said = linter.findings(load_template(EXTENSION_TEMPLATE), environment.region)
    # Earlier releases declared what the example does not use.
    found = [each for each in said if "W2001" not in each]
    assert not found, "\n".join(f"extensions/template.yaml: {each}" for each in found)


def test_the_resources_of_the_team_are_judged_and_their_alarms_roll_back() -> None:
    wrong = list(refusals(load_template(EXTENSION_TEMPLATE)))
    assert not wrong, "\n".join(wrong)


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


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ({"Transform": "AWS::Serverless-2016-10-31"}, "functions of your own stand in workload/service"),
        ({"Transform": ["AWS::LanguageExtensions", "Own"]}, "Transform: Own"),
        ({"Resources": {"Copy": {"Fn::Transform": {"Name": "AWS::Include"}}}}, "Fn::Transform"),
        ({"Outputs": {"DeliveriesHealthAlarms": {}}}, "DeliveriesHealthAlarms rolls nothing back"),
        ({"Outputs": {"deliveryHealthalarm": {}}}, "deliveryHealthalarm rolls nothing back"),
    ],
)
def test_what_nobody_would_judge_or_roll_back_is_refused(extension: dict[str, object], said: str) -> None:
    with pytest.raises(TemplateRefused, match=rf"extensions/template\.yaml: .*{said}"):
        connected(SERVICE, extension)


def test_an_extension_may_use_the_extensions_of_the_language() -> None:
    assert list(refusals({"Transform": "AWS::LanguageExtensions", "Outputs": {"QueueHealthAlarm": {}}})) == []


def test_a_parameter_of_the_team_gets_the_value_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    template = {"Parameters": {"Own": {"Type": "String"}}, "Globals": {}, "Resources": {}}
    monkeypatch.setattr("extensions.resources.parameters", lambda each: {"Own": f"for {each.name}"}, raising=False)
    assert parameters(SANDBOX, data_outputs={}, template=template) == {"Own": f"for {SANDBOX.name}"}


def test_a_value_that_no_parameter_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extensions.resources.parameters", lambda _: {"Owm": "a"}, raising=False)
    with pytest.raises(ConfigurationError, match=r"gives the parameter Owm a value, .* for example `Owm: "):
        parameters(SANDBOX, data_outputs={}, template={"Parameters": {"Own": {"Type": "String"}}})


def test_a_file_of_the_team_that_is_older_gives_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("extensions.resources.parameters", raising=False)
    assert parameters(SANDBOX, data_outputs={}, template={"Parameters": {}, "Globals": {}, "Resources": {}}) == {}
