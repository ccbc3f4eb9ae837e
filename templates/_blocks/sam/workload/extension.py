"""Ties the resources of the team to the service: what extensions/template.yaml gets, and which alarms it gives."""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from settings.configuration import ConfigurationError, TemplateRefused

# An output of extensions/template.yaml whose name ends so is the name of an alarm that rolls a deployment back.
HEALTH_ALARM = "HealthAlarm"
RESOURCE = "Extension"
FILE = "extensions/template.yaml"
# It makes no resources of a kind that nothing judges.
HARMLESS_TRANSFORM = "AWS::LanguageExtensions"


def connected(service: Mapping[str, Any], extension: Mapping[str, Any]) -> dict[str, Any]:
    """The template of the service, with the nested stack of the team in it.

    service: as in workload/service/template.yaml, before SAM's transform. extension: extensions/template.yaml. Of the
    parameters that the service offers, the extension gets those that it declares: CloudFormation refuses any other.
    Raises ConfigurationError: the service has no place for the extension. Raises TemplateRefused: the extension asks
    for what would not happen, or would not be judged.
    """
    if wrong := list(refusals(extension)):
        raise TemplateRefused("\n".join(wrong))
    made: dict[str, Any] = copy.deepcopy(dict(service))
    if RESOURCE not in made["Resources"]:
        raise ConfigurationError(
            f"workload/service/template.yaml: has no resource {RESOURCE}, which EXAMPLE = True in "
            "extensions/resources.py asks for. `make sample FILE=workload/service/template.yaml` prints it"
        )
    nested = made["Resources"][RESOURCE]["Properties"]
    declared = extension.get("Parameters", {})
    nested["Parameters"] = {name: value for name, value in nested.get("Parameters", {}).items() if name in declared}
    outputs = [name for name in extension.get("Outputs", {}) if name.endswith(HEALTH_ALARM)]
    alarms = [{"Fn::GetAtt": [RESOURCE, f"Outputs.{name}"]} for name in outputs]
    for resource in made["Resources"].values():
        preference = resource.get("Properties", {}).get("DeploymentPreference", {})
        if "Alarms" in preference:
            preference["Alarms"] += alarms
    watched = made["Outputs"]["HealthAlarms"]
    if alarms:
        watched["Value"] = {"Fn::Join": [",", [watched["Value"], *alarms]]}
    return made


def refusals(extension: Mapping[str, Any]) -> Iterator[str]:
    """What extensions/template.yaml must not hold, each as a sentence."""
    given = extension.get("Transform", [])
    for transform in given if isinstance(given, list) else [given]:
        if transform != HARMLESS_TRANSFORM:
            yield (
                f"{FILE}: Transform: {transform}: nothing judges what a transform makes there: write resources that "
                "CloudFormation knows; functions of your own stand in workload/service/template.yaml"
            )
    if '"Fn::Transform"' in json.dumps(extension):
        yield f"{FILE}: Fn::Transform: nothing judges what it makes there: write the resources themselves"
    for name in extension.get("Outputs", {}):
        if HEALTH_ALARM.lower() in name.lower() and not name.endswith(HEALTH_ALARM):
            yield (
                f"{FILE}: the output {name} rolls nothing back, because its name does not end in {HEALTH_ALARM}: call "
                f"it for example Deliveries{HEALTH_ALARM}, or leave {HEALTH_ALARM} out of its name"
            )
