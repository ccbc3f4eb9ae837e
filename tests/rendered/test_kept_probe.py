"""A store that became empty is noticed: what one release placed through the real service is asked for after the next.

The code of the rendered pipeline asks the real code of both services, as `test_suites_against_the_service.py` does.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from local_api import running
from local_containers import Variables, migrate, postgres, service
from rendering import render
from tools import run

# What the templates of each service say is placed once.
REQUESTS = {
    "serverless": "from workload.service.functions import KEPT_ORDER as body; path = '/orders'",
    "containers": "import sys; sys.path.append('workload/service/hooks')\n"
    "from release_hooks.checks import kept; path, body = kept()",
}


def ask(repository: Path, program: str) -> object:
    """The JSON that a program prints, run with the code of this repository."""
    done = run(repository, "-c", f"import json\n{program}")
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout.splitlines()[-1])


def place(repository: Path, endpoint: str, request: str) -> str:
    """What the deploy action does after a first release; returns the path."""
    placed = ask(
        repository,
        f"{request}\nfrom pipeline.actions.keep_probe import place\n"
        f"print(json.dumps(place({endpoint!r}, dict(path=path, body=body))))",
    )
    assert isinstance(placed, str)
    return placed


def holds(repository: Path, endpoint: str, path: str) -> object:
    """What the verification asks after every release."""
    return ask(
        repository,
        f"from pipeline.actions.smoke import still_holds\nprint(json.dumps(still_holds({endpoint!r}, {path!r})))",
    )


@pytest.mark.slow
def test_a_table_that_was_replaced_is_noticed(tmp_path: Path) -> None:
    repository = render()
    with running(repository, tmp_path / "first.json") as outputs:
        path = place(repository, outputs["Endpoint"], REQUESTS["serverless"])
        assert holds(repository, outputs["Endpoint"], path) is True
    with running(repository, tmp_path / "second.json") as outputs:
        assert holds(repository, outputs["Endpoint"], path) is False


@pytest.fixture(scope="module")
def database() -> Iterator[Variables]:
    """The variables of a container, on a database with the newest schema."""
    # Not in pytest's folder, which every pytest that starts closes for other users, and PostgreSQL is one.
    with postgres(Path(tempfile.mkdtemp(prefix="postgres-"))) as variables:
        migrate(render(architecture="containers"), variables)
        yield variables


@pytest.mark.slow
def test_a_database_that_was_emptied_is_noticed_and_cleaning_up_takes_no_probe(
    tmp_path: Path, database: Variables
) -> None:
    repository = render(architecture="containers")
    with service(repository, database, tmp_path / "log") as outputs:
        path = place(repository, outputs["Endpoint"], REQUESTS["containers"])
        # Each order that is placed lets the service delete those that have expired, when it is time to look for them.
        place(repository, outputs["Endpoint"], REQUESTS["containers"])
        assert holds(repository, outputs["Endpoint"], path) is True
        where = {"host": database["DATABASE_HOST"], "dbname": database["DATABASE_NAME"], "user": "postgres"}
        with psycopg.connect(**where) as connection:
            connection.execute("DELETE FROM orders")
        assert holds(repository, outputs["Endpoint"], path) is False
