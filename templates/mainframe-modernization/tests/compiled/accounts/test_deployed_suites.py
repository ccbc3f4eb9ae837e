"""tests/integration and tests/e2e pass against this repository: the router, the service, the sample accounts."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import accounts_postgres, service_process
from tests.support.accounts_stores import COPYBOOKS, ROOT
from tests.support.postgres import Server

VERSION = "sha256:" + "7" * 64


@pytest.fixture(scope="module")
def outputs(
    server: Server, migrated: str, programs_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """What a deployment writes: where the router is, before a service with the accounts of the sample master."""
    folders = {"PROGRAMS_FOLDER": str(programs_folder), "COPYBOOKS_FOLDER": str(COPYBOOKS)}
    variables = accounts_postgres.environment(server, migrated, VERSION=VERSION, **folders)
    load(variables)
    file = tmp_path_factory.mktemp("deployed") / "outputs.json"
    with service_process.running("-m", "accounts", environment=variables) as service:
        routing = {**variables, "LEGACY_URL": "", "NEW_URL": f"http://127.0.0.1:{service.port}"}
        with service_process.running("-m", "router", environment=routing) as router:
            file.write_text(
                json.dumps({"Endpoint": f"http://127.0.0.1:{router.port}", "DeployedVersion": VERSION}), "utf-8"
            )
            yield file


def load(variables: dict[str, str]) -> None:
    """The initial load. It ends with 4: some records of the sample are wrong on purpose."""
    options = ("--copybook", "cpy/ACCTREC.cpy", "--code-page", "037", "--totals", "data/control-totals.yaml")
    done = python("accounts.load", "data/ebcdic/BANK.ACCOUNT.MASTER", *options, **variables)
    assert done.returncode == 4, done.stdout + done.stderr


def python(module: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE …` in the root of this repository."""
    environment = {**os.environ, **variables, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tests", ["tests/integration/test_account_endpoints.py", "tests/e2e"])
def test_the_suite_passes(outputs: Path, tests: str) -> None:
    done = python("pytest", tests, "-q", "-p", "no:cacheprovider", "--ignore-glob=*job*", OUTPUTS=str(outputs))
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert "skipped" not in done.stdout
