"""What `make run` serves: the functions, routes and stores that the templates of the sandbox have.

`python -m tests.support.local.definition` prints it. The CDK takes seconds for that, so it is kept in build/ until a
file changes that it may depend on.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from security.files import files
from settings.failure import ActionFailed

KEPT = Path("build/local.json")
CODE = Path("workload/service/runtime")
# Of these no template is made. Below `tests` only `tests/support` counts.
NOT_MADE_OF = (CODE, Path("docs"), Path("tests"))
# What is there on a laptop besides functions; whoever asks for anything else hears that it does not exist.
SERVICES = {
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::S3::Bucket": "s3",
    "AWS::SecretsManager::Secret": "secretsmanager",  # pragma: allowlist secret
    "AWS::SNS::Topic": "sns",
    "AWS::SQS::Queue": "sqs",
    "AWS::SSM::Parameter": "ssm",
}


@dataclass(frozen=True, kw_only=True)
class Definition:
    """functions: `handler`, `timeout` and `variables`, by logical id. routes: method, path and function. stores: a
    type, the name of the resource, and its properties."""

    region: str
    functions: dict[str, dict[str, Any]]
    routes: list[list[str]]
    stores: list[list[Any]]


def known() -> Definition | None:
    """What is kept, if no file has changed since."""
    try:
        kept = json.loads(KEPT.read_text("utf-8"))
        return Definition(**kept["definition"]) if kept["made_of"] == _made_of() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read() -> Definition:
    """Made of the templates now, and kept. Raises ActionFailed: they cannot be made; the lines above say why."""
    made_of = _made_of()
    # Ctrl-C is for this process, which ends that one.
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name], stdout=subprocess.PIPE, text=True, start_new_session=True, check=False
    )
    if done.returncode:
        raise ActionFailed("What to run is in the templates, and they cannot be made: see above.")
    definition = Definition(**json.loads(done.stdout))
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({"made_of": made_of, "definition": asdict(definition)}), "utf-8")
    return definition


def inputs() -> list[Path]:
    """The files that the templates may depend on, folders of the team among them; not the code of the functions."""
    return [path for path in files() if _counts(path)]


def _counts(path: Path) -> bool:
    # What begins with a dot is of editors and other tools.
    if path.suffix == ".md" or any(part.startswith(".") for part in path.parts):
        return False
    return path.is_relative_to("tests/support") or not any(path.is_relative_to(each) for each in NOT_MADE_OF)


def _made_of() -> str:
    found = hashlib.sha256()
    for path in sorted(inputs()):
        found.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


def made() -> Definition:
    """Raises ActionFailed: no route of an HTTP API leads to a function."""
    # Not at the top: these take seconds.
    from environments import SANDBOX
    from tests.support.account import Account
    from tests.support.functions import routes, variables
    from tests.support.local_templates import templates

    found = templates()
    account = Account(SANDBOX.region, found)
    service = found["service"]
    led = [[each.method, each.path, each.function] for each in routes(service) if each.function]
    if not led:
        raise ActionFailed("No route of an HTTP API leads to a function of the service, so there is nothing to serve.")
    functions = {}
    for name in sorted({function for *_, function in led}):
        function = service["Resources"][name]
        functions[name] = {
            "handler": function["Properties"]["Handler"],
            "timeout": int(function["Properties"].get("Timeout", 3)),
            "variables": {each: account.value("service", value) for each, value in variables(function).items()},
        }
    return Definition(region=SANDBOX.region, functions=functions, routes=led, stores=list(_stores(found, account)))


def _stores(templates: dict[str, dict[str, Any]], account: Any) -> Iterator[list[Any]]:
    for part, template in templates.items():
        for name, resource in template["Resources"].items():
            if resource["Type"] in SERVICES:
                # A name is the end of the ARN or URL that the account gives.
                known_as = account.value(part, {"Ref": name}).replace(":", "/").rpartition("/")[2]
                properties = resource.get("Properties", {})
                if resource["Type"] == "AWS::SSM::Parameter":
                    properties = {**properties, "Value": account.value(part, properties["Value"])}
                yield [resource["Type"], known_as, properties]


def _print() -> None:
    print(json.dumps(asdict(made())))


if __name__ == "__main__":
    from settings.explanation import explanation
    from settings.failure import exit_code

    try:
        sys.exit(exit_code(_print))
    except Exception as error:
        sys.exit(explanation(error))
