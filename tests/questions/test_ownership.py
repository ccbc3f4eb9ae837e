"""Who owns which file: the list is complete and literal, and an update does what it says."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from blocks import LISTED, source
from imports import imported, modules
from ownership import FILE, owner, paths, patterns
from releases import Releases, commit, update
from rendering import render
from variants import VARIANTS, all_rendered_files

SEED_ONCE_FOLDERS = ("workload/service/runtime/", "tests/unit/service/", "tests/integration/", "tests/e2e/")
# What is around the code of a service is as much the team's as the code: an update brings nothing of it, nor half.
SEED_ONCE_FILES = {"workload/service/hooks/release_hooks/probes.py", *LISTED["web"]}
# In the folder that SAM builds, because SAM looks for it there; how a build works is the template's business.
MANAGED = {"workload/service/runtime/Makefile"}
# No example to replace: teams keep the function, whose improvements reach them, and write its policy.
OF_THE_FUNCTION = "workload/service/runtime/packet_filter/"
# Nor these: they read, run and compare whatever programs, jobs and records a team brings.
OF_MAINFRAMES = tuple(
    f"workload/service/runtime/{package}/" for package in ("records", "equivalence", "programs", "batch", "router")
)
# What of them the team writes, in code that runs and in tests.
OPERATIONS, SAMPLE = "router.operations", "tests.support.parallel_sample"
# The example of a mainframe application, which goes as a whole.
EXAMPLE_OF_MAINFRAMES = ("cbl/", "cpy/", "jcl/", "jobs/", "data/", "tests/equivalence/", "tests/compiled/accounts/")
# For git, whatever data sets there are.
OVER_DATA_SETS = {"data/.gitattributes", "tests/equivalence/golden/.gitattributes"}

# A managed stage or stack composes them: their names and what they give are the contract of `workload/`.
STACKS = {
    *("workload.data.infrastructure", "workload.service.metrics"),
    *("workload.service.online.tasks", "workload.service.online.metrics", "workload.service.online.alarms"),
    "release_hooks.probes",
}

WRITTEN_BY_THE_TEAM = (
    *("workload/service/runtime/orders/logic.py", "tests/e2e/conftest.py"),  # seed-once
    "extensions/stages.py",  # extension
    "uv.lock",  # kept
)
DELETED_BY_THE_TEAM = ("workload/service/runtime/orders/errors.py", "extensions/licences.yml")
MANAGED_FILE = "workload/environment.py"
NEW_SEED_ONCE_FILE = "workload/service/runtime/orders/new.py"
NEW_EXTENSION_FILE = "extensions/new.py"


def test_every_file_that_a_team_replaces_is_seed_once() -> None:
    wanted = {path for path in all_rendered_files() if path.startswith(SEED_ONCE_FOLDERS)} - MANAGED
    wanted = {path for path in wanted if not path.startswith((OF_THE_FUNCTION, *OF_MAINFRAMES))} | SEED_ONCE_FILES
    wanted |= {path for path in all_rendered_files() if path.startswith(EXAMPLE_OF_MAINFRAMES)} - OVER_DATA_SETS
    wanted |= {f"workload/service/runtime/{OPERATIONS.replace('.', '/')}.py", f"{SAMPLE.replace('.', '/')}.py"}
    # A kept file arrives in an older repository too, where managed files need it.
    owned = {path.removeprefix("/") for kind in ("seed-once", "kept") for path in paths(kind)}
    assert sorted(wanted - owned) == []


def test_no_file_that_an_update_brings_imports_what_it_does_not_bring() -> None:
    repository = render(VARIANTS["containers"])
    known = modules(repository)
    files = {name: file.relative_to(repository).as_posix() for name, file in known.items()}
    around = {name for name, file in files.items() if file in LISTED["web"]}
    users = {name for name, file in known.items() if around & {*imported(file.read_text("utf-8"), known)}}
    assert {"orders.api", "tests.unit.service.conftest"} <= users
    assert sorted(files[name] for name in users if owner(files[name]) == "managed") == []


def test_managed_code_of_a_mainframe_application_needs_of_the_team_what_the_contract_says() -> None:
    repository = render(VARIANTS["mainframe-modernization"])
    known = modules(repository)
    files = {name: file.relative_to(repository).as_posix() for name, file in known.items()}
    of_the_team = {name for name, file in files.items() if owner(file) == "seed-once"}
    found = {
        (name, other)
        for name, file in known.items()
        if owner(files[name]) == "managed"
        for other in {*imported(file.read_text("utf-8"), known)} & of_the_team
        # What is around the code of every service, and the entries of stacks, which a stage composes.
        if files[other] not in LISTED["web"] and other not in STACKS
    }
    assert {other for _, other in found} == {OPERATIONS, SAMPLE}, sorted(found)


def test_every_seed_once_pattern_names_a_file_that_is_all_rendered_files() -> None:
    assert sorted({path.removeprefix("/") for path in paths("seed-once")} - all_rendered_files()) == []


def test_seed_once_patterns_are_sorted_and_occur_once() -> None:
    assert paths("seed-once") == sorted(set(paths("seed-once")))


def test_only_the_extension_folder_belongs_to_extensions() -> None:
    owned = {path for path in all_rendered_files() if owner(path) == "extension"}
    assert owned == {path for path in all_rendered_files() if path.startswith("extensions/")}


def test_nothing_retired_is_still_all_rendered_files() -> None:
    assert {path.removeprefix("/") for path in patterns("retired")} & all_rendered_files() == set()


def test_patterns_are_literal() -> None:
    # Another variable is rendered with the answers of the old version: an edited file would be deleted after all.
    settings = yaml.safe_load(FILE.read_text("utf-8"))
    conditional = [*map(str, patterns("seed-once")), *patterns("extension")]
    others = [
        pattern for pattern in [*settings["_exclude"], *settings["_skip_if_exists"]] if pattern not in conditional
    ]
    assert [pattern for pattern in others if "{" in pattern] == []


@dataclass(frozen=True)
class Update:
    """A repository whose team worked in files of every class, updated to a version that changed them all too."""

    repository: Path
    status: list[str]
    managed_before: str

    def text(self, path: str) -> str:
        return (self.repository / path).read_text("utf-8")


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Update:
    releases = Releases(tmp_path_factory.mktemp("template") / "template")
    repository = releases.repository(tmp_path_factory.mktemp("work") / "orders")
    managed_before = (repository / MANAGED_FILE).read_text("utf-8")

    for path in WRITTEN_BY_THE_TEAM:
        (repository / path).write_text("ours = 2\n", encoding="utf-8")
    for path in DELETED_BY_THE_TEAM:
        (repository / path).unlink()
    (repository / MANAGED_FILE).write_text(managed_before + "\nOURS = 2\n", encoding="utf-8")
    commit(repository)

    for path in (*WRITTEN_BY_THE_TEAM, *DELETED_BY_THE_TEAM, NEW_SEED_ONCE_FILE, NEW_EXTENSION_FILE):
        write_in_template(releases, path, "theirs = 3\n")
    write_in_template(releases, MANAGED_FILE, "# theirs\n" + managed_before)
    releases.publish("v1.1.0")
    return Update(repository, update(repository), managed_before)


def write_in_template(releases: Releases, path: str, text: str) -> None:
    """Change the file of the template that is rendered at `path`. A new one belongs to the architecture."""
    try:
        file = source(path, releases.folder)
    except StopIteration:
        file = releases.folder / "templates" / "serverless" / path
        file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_update_changes_what_it_may_and_nothing_else(updated: Update) -> None:
    assert updated.status == [
        " M .copier-answers.yml",
        " M catalog-info.yaml",
        f" M {MANAGED_FILE}",
        f"?? {NEW_SEED_ONCE_FILE}",
    ]


@pytest.mark.parametrize("path", WRITTEN_BY_THE_TEAM)
def test_update_leaves_what_the_team_wrote(updated: Update, path: str) -> None:
    assert updated.text(path) == "ours = 2\n"


@pytest.mark.parametrize("path", DELETED_BY_THE_TEAM)
def test_update_does_not_bring_back_what_the_team_deleted(updated: Update, path: str) -> None:
    assert not (updated.repository / path).exists()


def test_update_adds_nothing_to_the_extension_folder(updated: Update) -> None:
    assert not (updated.repository / NEW_EXTENSION_FILE).exists()


def test_update_brings_a_managed_file_and_keeps_the_edit_in_it(updated: Update) -> None:
    assert updated.text(MANAGED_FILE) == f"# theirs\n{updated.managed_before}\nOURS = 2\n"


def test_update_brings_a_new_file_of_a_seed_once_folder(updated: Update) -> None:
    assert updated.text(NEW_SEED_ONCE_FILE) == "theirs = 3\n"
