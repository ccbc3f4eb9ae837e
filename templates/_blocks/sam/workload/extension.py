"""Ties the resources of the team to the service: what extensions/template.yaml gets, and which alarms it gives."""

import copy
from collections.abc import Mapping
from typing import Any

from settings.configuration import ConfigurationError

# An output of extensions/template.yaml whose name ends so is the name of an alarm that rolls a deployment back.
HEALTH_ALARM = "HealthAlarm"
RESOURCE = "Extension"


def connected(service: Mapping[str, Any], extension: Mapping[str, Any]) -> dict[str, Any]:
    """The template of the service, with the nested stack of the team in it.

    service: as in workload/service/template.yaml, before SAM's transform. extension: extensions/template.yaml. Of the
    parameters that the service offers, the extension gets those that it declares: CloudFormation refuses any other.
    Raises ConfigurationError: the service has no place for the extension.
    """
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
