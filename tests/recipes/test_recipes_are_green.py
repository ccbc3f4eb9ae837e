"""A fresh repository with every recipe that keeps the example passes its checks, and its API sends to the worker."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from container_worker_page import WORKER_SETTINGS
from exports import SUPPORT
from releases import Releases, commit
from task_rights import tasks, wrong_tasks
from tools import run, with_mypy_cache
from variants import VARIANTS
from worker_page import api_sends, sender

from golden_paths.recipes.changes import changed
from golden_paths.recipes.new import new, recipes

pytestmark = pytest.mark.slow
# Those of the workload, of cdk-nag, of trusts and of the verifier; what the pipeline promises no recipe can change.
PROMISES = (
    *("test_workload_*.py", "test_orders_*.py", "test_parcels_*.py", "test_own_*.py"),
    *("test_findings.py", "test_service_trusts.py", "test_verifier.py"),
    # And of what containers get and verify.
    *("test_task_variables.py", "test_database_certificate.py"),
)
PYTEST = ("-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "-n", "0")


@pytest.fixture(scope="module", params=["serverless-cdk", "serverless-sam", "containers"])
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With every recipe that fits it, each applied for a name, and what the page of the worker tells to write."""
    made, answers = _with_recipes(tmp_path_factory.mktemp(request.param), request.param)
    for change in api_sends(answers):
        file = made / change.file
        file.write_text(changed(file.read_text("utf-8"), change), "utf-8")
    path, text = sender(answers)
    (made / path).write_text(text, "utf-8")
    if request.param == "containers":
        settings, before, after = WORKER_SETTINGS
        (made / settings).write_text((made / settings).read_text("utf-8").replace(before, after), "utf-8")
    return made


def _with_recipes(folder: Path, variant: str) -> tuple[Path, Mapping[str, str]]:
    """A repository with every recipe that fits it and keeps the example, and its answers."""
    made = Releases(folder / "template").repository(folder / "orders", **VARIANTS[variant])
    found, origin = recipes(made)
    adding = [each for each in found.values() if not each.replaces]
    fitting = [each for each in adding if any(way.fits(origin.answers) for way in each.ways)]
    assert len(fitting) >= 2
    for recipe in fitting:
        new(made, recipe.name, name=recipe.example)
        commit(made, recipe.name)
    return made, origin.answers


def test_unit_tests_and_the_promises_of_the_templates_pass(repository: Path) -> None:
    promises = [file for name in PROMISES for file in sorted((repository / "tests/infrastructure").glob(name))]
    units = [repository / "tests/unit/settings", *(repository / "tests/unit").glob("parcels_*")]
    units += repository.glob("tests/unit/service/test_orders_openapi.py")
    done = run(repository, *PYTEST, *(str(path.relative_to(repository)) for path in [*units, *promises]))
    assert done.returncode == 0, done.stdout[-6000:]


def test_types_and_the_detection_of_secrets_have_nothing_to_say(repository: Path) -> None:
    runtime = repository / "workload/service/runtime"
    ours = [*runtime.glob("parcels_*"), *runtime.glob("orders/parcels.py"), *(repository / "extensions").glob("*.py")]
    ours += [*repository.glob("workload/own_names.py"), *repository.glob("workload/service/*.py")]
    paths = [str(path.relative_to(repository)) for path in ours]
    for command in (("-m", "mypy", *paths), ("-m", "security.secrets")):
        done = run(repository, *command, **with_mypy_cache())
        assert done.returncode == 0, done.stdout[-6000:]


def test_a_task_of_a_recipe_may_what_its_program_calls_and_nothing_else(tmp_path: Path) -> None:
    # Without what the page tells to write: those rights come before the code that a team writes for them.
    repository, _ = _with_recipes(tmp_path, "containers")
    done = run(SUPPORT, "synthesise.py", str(tmp_path / "out"), str(repository))
    assert done.returncode == 0, done.stdout[-6000:]
    texts = [file.read_text("utf-8") for file in sorted((tmp_path / "out" / repository.name).iterdir())]
    # The service, its migration, the worker and the job.
    assert len({task.id for text in texts for task in tasks(json.loads(text))}) == 4
    assert wrong_tasks(texts, repository) == []
    # A worker that may not delete its messages, or read those of others, is found.
    for instead, told in (
        ('"sqs:SendMessage"', "may not sqs:DeleteMessage"),
        ('"sqs:*"', "may sqs:*, which workload/"),
    ):
        broken = [text.replace('"sqs:DeleteMessage"', instead) for text in texts]
        assert any(told in each for each in wrong_tasks(broken, repository))


def test_the_tests_of_two_consumers_pass_beside_each_other(tmp_path: Path) -> None:
    made = Releases(tmp_path / "template").repository(tmp_path / "orders", **VARIANTS["serverless-sam"])
    for name in ("parcels", "invoices"):
        new(made, "event-consumer", name=name)
        commit(made, name)
    done = run(made, *PYTEST, *(f"tests/infrastructure/test_{name}_consumer.py" for name in ("parcels", "invoices")))
    assert done.returncode == 0, done.stdout[-6000:]
