"""What the functions of all environments do when Lambda starts them, found out once: they are started, in a process."""

import functools
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from environments import ENVIRONMENTS, SANDBOX
from tests.support.account import Account
from tests.support.functions import of_the_package, variables
from tests.support.synthesis import CODE, PROJECT
from tests.support.workload_templates import deployed

PROGRAM = Path(__file__).parent / "lambda_starts.py"
# What the template of the service is written in: its variant decides what a team edits.
SAM_TEMPLATE = "workload/service/template.yaml"
IN_SAM = (PROJECT / SAM_TEMPLATE).is_file()
FUNCTIONS = SAM_TEMPLATE if IN_SAM else "workload/service/functions.py"
ROUTES = f"Events of the function in {SAM_TEMPLATE}" if IN_SAM else "ROUTES in workload/service/api.py"


@dataclass(frozen=True, kw_only=True)
class Started:
    """A function of one environment, and what its start showed.

    name: its logical id. problem: why it does not start, or nothing. missing: required variables that it does not get.
    endpoints: method and path of each request that its code answers. read: variables that somebody asks for by name.
    """

    environment: str
    name: str
    handler: str
    variables: frozenset[str]
    problem: str
    missing: tuple[str, ...]
    endpoints: tuple[tuple[str, str], ...]
    read: tuple[str, ...]


@functools.cache
def started() -> tuple[Started, ...]:
    """Every function of the package in every environment. Equal ones are started once."""
    found, distinct = [], {}
    for environment in (*ENVIRONMENTS, SANDBOX):
        templates = deployed(environment)
        account = Account(environment.region, templates)
        for name, function in of_the_package(templates["service"]).items():
            handler = function["Properties"]["Handler"]
            given = {each: account.value("service", value) for each, value in variables(function).items()}
            key = (handler, frozenset(given))
            distinct.setdefault(key, {"handler": handler, "variables": given})
            found.append((environment.name, name, key))
    outcomes = dict(zip(distinct, _start(list(distinct.values())), strict=True))
    return tuple(
        Started(
            environment=environment,
            name=name,
            handler=key[0],
            variables=key[1],
            problem=outcomes[key]["problem"],
            missing=tuple(outcomes[key]["missing"]),
            endpoints=tuple((method, path) for method, path in outcomes[key]["endpoints"]),
            read=tuple(outcomes[key]["read"]),
        )
        for environment, name, key in found
    )


def _start(functions: list[dict[str, object]]) -> list[dict[str, list[str]]]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(CODE)],
        input=json.dumps({"libraries": _libraries(), "functions": functions}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"the functions could not be started:\n{done.stderr}"
    found: list[dict[str, list[str]]] = json.loads(done.stdout)
    return found


def _libraries() -> list[str]:
    """The libraries that are in the package, as workload/package.py puts them there."""
    lock = ["export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes", "--no-annotate"]
    done = subprocess.run(
        [sys.executable, "-m", "uv", *lock, "--no-header"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [line.partition("==")[0].partition("[")[0].strip() for line in done.stdout.splitlines() if "==" in line]
