"""Modules that were split after 0.5.0: code of a team that knows their names goes on working, and edits are merged."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from blocks import LISTED, source
from exports import ROOT
from releases import commit, git
from rendering import copy
from tools import keep_mypy_cache, run, with_mypy_cache
from updates.conftest import HEAD, answers

from golden_paths.update import apply, plan
from release.history import releases

(BEFORE,) = [release for release in releases() if release.version == "0.5.0"]
# What each was in 0.5.0.
SPLIT = {
    "workload/data/network.py": "network",
    "workload/logs.py": "ecs",
    "workload/service/capacity.py": "capacity",
    "workload/service/function.py": "functions",
}
# The files of the team, each with the line that must go on working.
OF_THE_TEAM = {
    "containers": {
        "workload/data/infrastructure.py": "from workload.data.network import EnvironmentNetwork, StackWithZones\n"
    },
    "serverless-cdk": {"workload/service/api.py": "from workload.service.function import keep_days\n"},
}
ENDPOINT = '    "Traces": Service.XRAY,\n'
MINE = '    "Topics": Service.SNS,\n'


def bound(code: str) -> Iterator[tuple[str, bool]]:
    """Each name that a module binds, and whether by an import."""
    for node in ast.parse(code).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, False
            case ast.Assign(targets=targets):
                yield from ((each.id, False) for each in ast.walk(ast.Tuple(targets)) if isinstance(each, ast.Name))
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((each.asname or each.name, True) for each in names)


@pytest.mark.parametrize("path", SPLIT)
def test_every_name_of_before_can_be_imported_from_where_it_was(path: str) -> None:
    before = git(ROOT, "show", f"{BEFORE.commit}:templates/_blocks/{SPLIT[path]}/{path}")
    defined = {name for name, imported in bound(before) if not imported}
    assert defined - {name for name, _ in bound(source(path).read_text("utf-8"))} == set()
    assert defined, "nothing was compared"


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["containers", "serverless-cdk"])
def test_files_of_the_team_import_what_they_imported(template: Path, tmp_path: Path, variant: str) -> None:
    # Given a repository of 0.5.0, whose workload/data/infrastructure.py and workload/service/api.py are the team's
    repository = copy(tmp_path / "orders", answers(variant), template=template, vcs_ref=f"v{BEFORE.version}")
    theirs = {path: (repository / path).read_text("utf-8") for path in OF_THE_TEAM[variant]}
    git(repository, "init", "--quiet")
    commit(repository)
    # When it is updated, then they are as they were, and mypy has nothing to say
    made = plan(repository, to=HEAD)
    apply(repository, made)
    assert [finding.sentence for finding in made.findings if finding.needs_review] == []
    assert {path: (repository / path).read_text("utf-8") for path in theirs} == theirs
    assert all(module in theirs[path] for path, module in OF_THE_TEAM[variant].items())
    typed = run(repository, "-m", "mypy", **with_mypy_cache())
    keep_mypy_cache()
    assert typed.returncode == 0, typed.stdout


@pytest.mark.slow
def test_an_endpoint_that_a_team_added_for_every_environment_is_merged(template: Path, tmp_path: Path) -> None:
    repository = copy(tmp_path / "orders", answers("containers"), template=template, vcs_ref=f"v{BEFORE.version}")
    network = repository / "workload/data/network.py"
    before = network.read_text("utf-8")
    assert ENDPOINT in before
    network.write_text(before.replace(ENDPOINT, ENDPOINT + MINE), "utf-8")
    git(repository, "init", "--quiet")
    commit(repository)
    made = plan(repository, to=HEAD)
    apply(repository, made)
    assert [finding.sentence for finding in made.findings if finding.needs_review] == []
    new = source("workload/data/network.py").read_text("utf-8")
    assert network.read_text("utf-8") == new.replace(ENDPOINT, ENDPOINT + MINE)


@pytest.mark.slow
def test_what_is_around_the_code_of_a_service_stays_where_older_repositories_have_it(
    template: Path, tmp_path: Path
) -> None:
    # Given a repository of 0.6.0, whose package orders has it all
    repository = copy(tmp_path / "orders", answers("containers"), template=template, vcs_ref="v0.6.0")
    theirs = {path: path.read_bytes() for path in service_files(repository)}
    git(repository, "init", "--quiet")
    commit(repository)
    # When it is updated, then all of it is as it was, and nothing of the block web is beside it
    made = plan(repository, to=HEAD)
    apply(repository, made)
    assert [finding.sentence for finding in made.findings if finding.needs_review] == []
    assert {path: path.read_bytes() for path in service_files(repository)} == theirs
    assert [path for path in LISTED["web"] if (repository / path).exists()] == []
    # And a step of the schema still starts from its own script.py.mako
    start = repository / "workload/service/runtime/orders/migrations/script.py.mako"
    start.write_text("# Ours.\n" + start.read_text("utf-8"), "utf-8")
    done = run(repository, "-m", "workload.new_migration", "0002", "a note")
    assert done.returncode == 0, done.stdout
    assert next(start.parent.glob("versions/0002*")).read_text("utf-8").startswith("# Ours.\n")


def service_files(repository: Path) -> set[Path]:
    """The code of the service and its tests."""
    folders = ("workload/service/runtime", "tests/unit/service")
    return {path for folder in folders for path in (repository / folder).rglob("*") if path.is_file()}
