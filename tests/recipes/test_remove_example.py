"""Without its example a repository is an empty service that passes its own checks, and no update brings orders back."""

import re
from pathlib import Path

import pytest
from ownership import owner
from recipes.conftest import made
from releases import Releases, commit, git
from tools import run, with_mypy_cache

from golden_paths.project import Refused
from golden_paths.recipes.new import new
from golden_paths.update import apply, plan

RECIPE = "remove-example"
PYTEST = ("-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "-n", "0")
INFRASTRUCTURE = "tests/infrastructure"
# Those that read what the recipe changed: the package, the workload, what pins its data.
CHECKS = {
    "serverless-cdk": (f"{INFRASTRUCTURE}/test_workload_*.py",),
    "serverless-sam": (f"{INFRASTRUCTURE}/test_workload_*.py",),
    "containers": (
        *("tests/unit/hooks", "tests/unit/migration", f"{INFRASTRUCTURE}/test_workload_[adh]*.py"),
        *(f"{INFRASTRUCTURE}/test_task_variables.py", f"{INFRASTRUCTURE}/test_database_*.py"),
    ),
}
OF_EACH = (
    *("tests/unit/service", "tests/unit/settings/test_one_direction.py", f"{INFRASTRUCTURE}/test_service_*.py"),
    *(f"{INFRASTRUCTURE}/test_data_stack.py", f"{INFRASTRUCTURE}/test_verifier.py"),
)


@pytest.fixture(scope="module", params=CHECKS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def repository(releases: Releases, kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh one, with the recipe applied and committed."""
    folder = made(releases, kind, tmp_path_factory.mktemp(kind))
    applied = new(folder, RECIPE)
    assert not applied.by_hand and applied.afterwards.startswith("Meant for before the first deployment")
    commit(folder, RECIPE)
    return folder


def of_the_example(repository: Path) -> list[str]:
    """Lines of files of the team that speak of orders."""
    paths = [path for path in git(repository, "ls-files").splitlines() if owner(path) != "managed"]
    texts = {path: (repository / path).read_text("utf-8") for path in paths if not path.endswith(".lock")}
    lines = [(path, line) for path, text in texts.items() for line in [path, *text.splitlines()]]
    return [f"{path}: {line}" for path, line in lines if re.search("order", line, re.IGNORECASE)]


def test_no_file_of_the_team_speaks_of_orders(repository: Path) -> None:
    assert of_the_example(repository) == []


def test_only_files_of_the_team_are_changed(repository: Path) -> None:
    changed = git(repository, "diff", "--name-only", "--no-renames", "HEAD~1", "HEAD").splitlines()
    theirs = {path for path in changed if owner(path) == "managed"}
    added = set(git(repository, "diff", "--name-only", "--no-renames", "--diff-filter=A", "HEAD~1", "HEAD").split())
    assert theirs <= added, "no update may meet the recipe"


def test_it_is_done_once(repository: Path) -> None:
    with pytest.raises(Refused, match="applied already"):
        new(repository, RECIPE)


@pytest.mark.parametrize("kind", ["serverless-cdk", "serverless-sam"], indirect=True)
@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        ("event-consumer", r"stands 0 times .* remembers ids in that table, which the recipe remove-ex"),
        (
            "function",
            r"there is no workload/service/runtime/orders/errors\.py\. The function for parcels answers errors with",
        ),
        ("setting", r"stands 0 times .* reads them.* After remove-example"),
    ],
)
def test_a_recipe_that_stands_on_the_example_is_refused_with_what_to_do(
    repository: Path, recipe: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=rf"(?s){sentence}.* what it makes does not work before"):
        new(repository, recipe, name="parcels")
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("kind", "recipe", "name"),
    [
        *((kind, recipe, "parcels") for kind in CHECKS for recipe in ("worker", "job")),
        *((kind, "domain", "") for kind in ("serverless-cdk", "serverless-sam")),
    ],
    indirect=["kind"],
)
def test_the_others_fit_without_the_example(repository: Path, recipe: str, name: str) -> None:
    try:
        assert not new(repository, recipe, name=name).by_hand
    finally:
        git(repository, "reset", "--hard")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["serverless-sam", "containers"], indirect=True)
def test_an_update_does_not_bring_the_example_back(kind: str, tmp_path: Path) -> None:
    template = Releases(tmp_path / "template")
    folder = made(template, kind, tmp_path)
    new(folder, RECIPE)
    commit(folder, RECIPE)
    before = set(git(folder, "ls-files").splitlines())
    # A release that changes the example, and something of its own
    for path in template.folder.rglob("logic.py"):
        path.write_text(path.read_text("utf-8") + "\n# improved\n", "utf-8")
    template.publish("v1.1.0")
    planned = plan(folder)
    apply(folder, planned)
    assert "v1.1.0" in (folder / ".copier-answers.yml").read_text("utf-8")
    commit(folder, "updated")
    assert set(git(folder, "ls-files").splitlines()) == before
    assert of_the_example(folder) == []


@pytest.mark.slow
def test_its_tests_pass(kind: str, repository: Path) -> None:
    found = [path for name in (*OF_EACH, *CHECKS[kind]) for path in sorted(repository.glob(name))]
    done = run(repository, *PYTEST, *(str(path.relative_to(repository)) for path in found))
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.slow
def test_types_style_and_the_detection_of_secrets_have_nothing_to_say(repository: Path) -> None:
    ours = [path for path in ("workload/service", "workload/data") if any((repository / path).rglob("*.py"))]
    commands = [("ruff", "check", "--no-cache", "."), ("ruff", "format", "--check", "--no-cache", "."), ("mypy", *ours)]
    for command in (*commands, ("security.secrets",)):
        done = run(repository, "-m", *command, **with_mypy_cache())
        assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.parametrize(
    ("kind", "file", "before", "after", "tests", "fails"),
    [
        (
            "serverless-cdk",
            "workload/service/runtime/backend/handlers/api.py",
            'status="ok"',
            'status="broken"',
            "tests/unit/service/test_hooks.py",
            "test_the_hook_before_the_shift_asks_the_version_for_its_health",
        ),
        (
            "containers",
            "workload/service/hooks/release_hooks/probes.py",
            "(unknown_path_is_refused,)",
            "()",
            "tests/unit/hooks/test_new_tasks.py",
            "test_a_wrong_answer_fails_at_once[an unknown path is found]",
        ),
    ],
    indirect=["kind"],
)
def test_a_hook_that_asks_for_nothing_or_hears_another_answer_fails_a_test(
    repository: Path, file: str, before: str, after: str, tests: str, fails: str
) -> None:
    text = (repository / file).read_text("utf-8")
    assert before in text
    try:
        (repository / file).write_text(text.replace(before, after), "utf-8")
        done = run(repository, *PYTEST, tests)
    finally:
        (repository / file).write_text(text, "utf-8")
    assert done.returncode == 1 and fails in done.stdout
