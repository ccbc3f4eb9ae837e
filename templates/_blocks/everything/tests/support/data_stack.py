"""What a data stack holds, and what would replace it, beside what `tests/infrastructure/data_stack.json` pins.

CloudFormation replaces a resource that has another logical id, or another value of a property that cannot change: an
empty one takes its place. `make record-data-stack` writes the file, for a change that is meant.
"""

import toolchain  # noqa: F401  isort: skip  Before the CDK: it tells jsii which Node to use.

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed, exit_code
from tests.support.synthesis import PROJECT
from tests.support.workload_templates import deployed
from workload.data_types import HOLDS_DATA, IN_PLACE, MAY_GROW
from workload.environment import Environment
from workload.names import deployment_name

FILE = Path("tests", "infrastructure", "data_stack.json")
RECORD = "make record-data-stack"
# By logical id: {"Type": …, "Properties": {those that would replace it}}.
Pins = dict[str, dict[str, Any]]


def pins(template: Mapping[str, Any], *, region: str, deployment: str = "") -> Pins:
    """What must not change of each resource that holds data.

    deployment: the name of project and environment; `<deployment>` stands for it, so that environments agree.
    """
    found: Pins = {}
    for id, resource in sorted(template["Resources"].items()):
        if (type := resource["Type"]) in HOLDS_DATA:
            given = resource.get("Properties", {})
            values = {path: value for path in replacing(type, region) if (value := _at(given, path)) is not None}
            found[id] = {"Type": type, "Properties": values}
    text = json.dumps(found)
    named: Pins = json.loads(text.replace(deployment, "<deployment>") if deployment else text)
    return named


def replacing(type: str, region: str) -> list[str]:
    """The properties of a type whose change replaces a resource, as its schema says: `KeySchema`, `Encryption/Key`."""
    # Imported here since that takes longer than to remember what was compared.
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, type).schema
    listed = [*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())]
    paths = {path.removeprefix("/properties/") for path in listed} | MAY_GROW.get(type, set())
    return sorted(paths - IN_PLACE.get(type, set()))


def differences(recorded: Pins, now: Pins) -> Iterator[str]:
    """A sentence for each change, with what a deployment would do."""
    new = set(now) - set(recorded)
    for id in sorted(set(recorded) - set(now)):
        type = recorded[id]["Type"]
        other = next((each for each in sorted(new) if now[each]["Type"] == type), None)
        new.discard(other or "")
        instead = f"{other} takes its place, a second and empty one" if other else "nothing takes its place"
        yield f"{id} ({type}) is no longer in the data stack: {instead}, and nobody reads the data of {id} any more."
    for id in sorted(new):
        yield f"{id} ({now[id]['Type']}) is new in the data stack, and not pinned yet."
    for id in sorted(set(recorded) & set(now)):
        yield from _changes(id, recorded[id], now[id])


def _changes(id: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    type = before["Type"]
    if after["Type"] != type:
        yield f"{id} was {type} and is {after['Type']}: CloudFormation refuses another type under the same logical id."
        return
    old, new = before["Properties"], after["Properties"]
    for name in sorted({*old, *new}):
        was, value = old.get(name), new.get(name)
        grown = name in MAY_GROW.get(type, ()) and isinstance(value, list) and all(each in value for each in was or ())
        if was != value and not grown:
            yield (
                f"{name} of {id} ({type}) was {_shown(was)} and is {_shown(value)}: CloudFormation would replace it "
                "by a second, empty one."
            )


def of(environment: Environment) -> Pins:
    """Those of the data stack of one environment."""
    return pins(
        deployed(environment)["data"],
        region=environment.region,
        deployment=deployment_name(environment),
    )


def read(project: Path = PROJECT) -> Pins:
    """What is recorded. Raises ActionFailed: there is no such file, or it is no JSON object."""
    try:
        recorded = json.loads((project / FILE).read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        recorded = None
    if not isinstance(recorded, dict):
        raise ActionFailed(f"{FILE.as_posix()} pins nothing. Write it with: {RECORD}")
    return recorded


def record(project: Path = PROJECT) -> None:
    """Write what the data stack is now. Raises ActionFailed: the environments differ in more than sizes."""
    first, *others = [*ENVIRONMENTS, SANDBOX]
    recorded = of(first)
    for environment in others:
        if wrong := list(differences(recorded, of(environment))):
            raise ActionFailed(
                f"{first.name} and {environment.name} do not have the same data stack, so {FILE.as_posix()} is as it "
                f"was. From {first.name} to {environment.name}: {' '.join(wrong)}"
            )
    (project / FILE).write_text(json.dumps(recorded, indent=2) + "\n", "utf-8", newline="\n")


def _at(properties: Any, path: str) -> Any:
    for name in path.split("/"):
        if not isinstance(properties, dict):
            return None
        properties = properties.get(name)
    return properties


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value)


if __name__ == "__main__":
    sys.exit(exit_code(record))
