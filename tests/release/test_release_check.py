"""A release that would take something from existing repositories is refused, with the question or file by its name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from exports import ROOT, export_template, exported_answers_only, exported_template
from tools import run

from release import rules
from release.history import releases
from release.version import ON_UPDATES, Version, of_commit

EXAMPLE = "default"


def version(folder: Path, template: Path) -> Version:
    """`template` as a folder of its own, with one example and the changelog."""
    shutil.copytree(template, folder)
    (folder / "examples").mkdir()
    (folder / "examples" / f"{EXAMPLE}.yml").write_text("project_name: orders\ndelivery: linear\n", "utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    return Version(folder)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return version(tmp_path_factory.mktemp("old") / "template", exported_template())


@pytest.fixture(scope="module")
def old_questions(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """As `old`, with few files to render."""
    return version(tmp_path_factory.mktemp("old") / "template", exported_answers_only())


def changed(tmp_path: Path, before: Version, *edits: Callable[[Path], None]) -> Version:
    """A copy of `before` after `edits`."""
    folder = shutil.copytree(before.folder, tmp_path / "new")
    for edit in edits:
        edit(folder)
    return Version(folder)


def replace(path: str, was: str, now: str) -> Callable[[Path], None]:
    """Replaces a text that must be there."""

    def edit(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert was in text
        (folder / path).write_text(text.replace(was, now), "utf-8")

    return edit


def question(file: str, name: str, **values: object) -> Callable[[Path], None]:
    """Sets keys of a question."""

    def edit(folder: Path) -> None:
        path = folder / "questions" / f"{file}.yml"
        written = yaml.safe_load(path.read_text("utf-8"))
        written[name].update(values)
        path.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")

    return edit


def rename(file: str, name: str, to: str, default: str) -> Callable[[Path], None]:
    """Gives a question another name and default."""

    def edit(folder: Path) -> None:
        path = folder / "questions" / f"{file}.yml"
        written = yaml.safe_load(path.read_text("utf-8"))
        written[to] = {**written.pop(name), "default": default}
        written[to].pop("validator", None)
        path.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")

    return edit


def tell(name: str, version: str = "9.0.0") -> Callable[[Path], None]:
    """A sentence about `name` in the section on updates of a release."""

    def edit(folder: Path) -> None:
        file = folder / "CHANGELOG.md"
        first, heading, rest = file.read_text("utf-8").partition("\n## ")
        section = f"\n## {version}\n\n### {ON_UPDATES}\n\n`{name}` is different now.\n"
        file.write_text(f"{first}{section}{heading}{rest}", "utf-8")

    return edit


def test_the_same_template_may_be_released_again(old: Version) -> None:
    assert rules.check(old, old) == []


def test_the_questions_that_are_compared_are_those_that_a_person_is_asked(old: Version) -> None:
    assert {"project_name", "delivery", "source"} <= old.questions.keys()
    assert "shared_files" not in old.questions


def test_a_choice_that_is_gone_is_refused(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "delivery", choices=["canary", "all-at-once"]))
    assert any(reason.startswith("delivery: `linear` is no choice") for reason in rules.check(old_questions, new))
    assert any("examples/default.yml" in reason for reason in rules.check(old_questions, new))


def test_a_question_that_took_any_answer_does_not_become_a_choice(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("project", "owner", choices=["team-7"]))
    assert [reason.split(":")[0] for reason in rules.narrowed_choices(old_questions, new)] == ["owner"]


def test_a_new_choice_is_allowed(old_questions: Version, tmp_path: Path) -> None:
    more = ["canary", "linear", "all-at-once", "by-hand"]
    new = changed(tmp_path, old_questions, question("delivery", "delivery", choices=more))
    assert rules.check(old_questions, new) == []


def test_a_validator_that_refuses_what_was_taken_is_refused(old_questions: Version, tmp_path: Path) -> None:
    strict = question("project", "project_name", validator="{% if project_name == 'orders' %}too common{% endif %}")
    new = changed(tmp_path, old_questions, strict, tell("project_name"))
    (reason,) = rules.check(old_questions, new)
    assert "examples/default.yml" in reason
    assert "too common" in reason


@pytest.mark.parametrize("key", ["default", "validator", "when"])
def test_a_change_that_nobody_is_told_of_is_refused(old_questions: Version, tmp_path: Path, key: str) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "alerts_email", **{key: "{= owner =}"}))
    told = changed(tmp_path / "told", new, tell("alerts_email"))
    assert [reason for reason in rules.check(old_questions, new) if "alerts_email: has another" in reason]
    assert not [reason for reason in rules.check(old_questions, told) if "alerts_email: has another" in reason]


def test_what_an_earlier_release_told_is_not_told_again(old_questions: Version, tmp_path: Path) -> None:
    told_before = changed(tmp_path, old_questions, tell("alerts_email"))
    new = changed(tmp_path / "new", told_before, question("delivery", "alerts_email", default="{= owner =}"))
    assert [reason for reason in rules.check(told_before, new) if "alerts_email: has another default" in reason]


def test_a_renamed_question_needs_a_default_that_takes_the_old_answer(old_questions: Version, tmp_path: Path) -> None:
    lost = changed(tmp_path, old_questions, rename("delivery", "alerts_email", "mail", ""))
    bridged = changed(
        tmp_path / "b", old_questions, rename("delivery", "alerts_email", "mail", "{= alerts_email | default('') =}")
    )
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, lost)] == ["alerts_email"]
    assert list(rules.lost_questions(old_questions, bridged)) == []


def test_a_question_of_before_that_happens_to_name_a_lost_one_is_no_bridge(
    old_questions: Version, tmp_path: Path
) -> None:
    lost = rename("delivery", "alerts_email", "mail", "")
    new = changed(tmp_path, old_questions, lost, question("delivery", "approvers", default="{= alerts_email =}"))
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, new)] == ["alerts_email"]


def test_another_type_is_refused(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "approvers", type="yaml"))
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, new)] == ["approvers"]


def test_a_file_that_is_dropped_must_be_retired(old: Version, tmp_path: Path) -> None:
    path = "docs/runbook.md"

    def drop(folder: Path) -> None:
        shared = [file for file in (folder / "questions").glob("*.yml") if f"- {path}" in file.read_text("utf-8")]
        (listed,) = shared
        lines = listed.read_text("utf-8").splitlines(keepends=True)
        listed.write_text("".join(line for line in lines if f"- {path}" not in line), "utf-8")

    new = changed(tmp_path, old, drop)
    retired = changed(
        tmp_path / "retired",
        new,
        replace("questions/ownership.yml", "  # retired: ", f"  # retired: of\n  - /{path}\n  # "),
    )
    assert [reason.split(":")[0] for reason in rules.check(old, new)] == [path]
    assert rules.check(old, retired) == []


def test_a_file_of_the_team_does_not_become_managed(old: Version, tmp_path: Path) -> None:
    path = "workload/service/runtime/orders/logic.py"
    pattern = f"  - \"{{% if _copier_operation == 'update' %}}/{path}{{% endif %}}\"\n"
    new = changed(tmp_path, old, replace("questions/ownership.yml", pattern, ""))
    (reason,) = rules.check(old, new)
    assert reason.startswith(f"{path}: was seed-once, is managed")


def test_a_new_file_that_would_never_arrive_is_refused(old: Version, tmp_path: Path) -> None:
    below = Path("templates/serverless/extensions/new.py")

    def add(folder: Path) -> None:
        (folder / below).parent.mkdir(exist_ok=True)
        (folder / below).write_text("", "utf-8")

    new = changed(tmp_path, old, add)
    (reason,) = rules.check(old, new)
    assert reason.startswith("extensions/new.py: is new below a folder that is extension")


def test_a_new_file_of_the_team_is_named_in_the_changelog(old: Version, tmp_path: Path) -> None:
    path = "tests/e2e/test_returns.py"
    pattern = f"  - \"{{% if _copier_operation == 'update' %}}/{path}{{% endif %}}\"\n"

    def add(folder: Path) -> None:
        file = folder / "templates/serverless" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", "utf-8")
        owners = folder / "questions/ownership.yml"
        text = owners.read_text("utf-8")
        owners.write_text(text.replace("\n  # extension: ", f"{pattern}\n  # extension: ", 1), "utf-8")

    new = changed(tmp_path, old, add)
    told = changed(tmp_path / "told", new, tell(path))
    assert [reason.split(":")[0] for reason in rules.check(old, new)] == [path]
    assert rules.check(old, told) == []


def test_a_commit_that_is_not_there_is_refused_in_one_sentence() -> None:
    done = run(ROOT, "-m", "release", "--since", "nowhere")
    assert done.returncode == 1
    assert done.stdout == '"nowhere" is no commit of this repository; name one, for example --since v1.0.0\n'


@pytest.mark.slow
def test_the_working_tree_may_follow_the_last_release(tmp_path: Path) -> None:
    folder = export_template(tmp_path / "new")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    with of_commit(ROOT, releases()[-1].commit) as last:
        assert rules.check(last, Version(folder)) == []
