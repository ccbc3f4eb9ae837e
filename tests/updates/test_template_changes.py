"""Changes that a release of the real template makes arrive in a repository as in a new one."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from releases import Releases
from rendering import copy, rendered_files, stored_answers

from golden_paths.update import apply, plan

pytestmark = pytest.mark.slow

MAIL = "team@example.com"


def replace(file: Path, was: str, now: str) -> None:
    """Replaces a text that must be there."""
    text = file.read_text("utf-8")
    assert was in text, f"{was} is not in {file}"
    file.write_text(text.replace(was, now), "utf-8")


def edit_question(template: Path, file: str, change: Callable[[dict[str, dict[str, object]]], None]) -> None:
    path = template / "questions" / file
    questions = yaml.safe_load(path.read_text("utf-8"))
    change(questions)
    path.write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False), "utf-8")


def rename_a_question(template: Path) -> None:
    for file in [path for folder in ("templates", "questions", "partials") for path in (template / folder).rglob("*")]:
        if file.is_file() and b"alerts_email" in (content := file.read_bytes()):
            file.write_bytes(content.replace(b"alerts_email", b"alarm_mail"))
    bridge = "{= alerts_email | default('') =}"
    edit_question(template, "delivery.yml", lambda questions: questions["alarm_mail"].update(default=bridge))


def add_a_question(template: Path) -> None:
    asked = {"type": "str", "help": "Which cost centre pays?", "default": "none"}
    edit_question(template, "delivery.yml", lambda questions: questions.update(cost_centre=asked))


def add_a_choice(template: Path) -> None:
    delivery = template / "questions" / "delivery.yml"
    replace(delivery, '"All at once": all-at-once', '"All at once": all-at-once\n    "By hand": by-hand')


def rename_a_file(template: Path) -> None:
    shared = template / "templates" / "_shared"
    (shared / "pipeline/notifications.py").rename(shared / "pipeline/messages.py")
    replace(template / "questions/shared_files.yml", "- pipeline/notifications.py", "- pipeline/messages.py")


def move_a_file_to_the_shared_ones(template: Path) -> None:
    moved = template / "templates/_shared/workload/names.py"
    moved.parent.mkdir(exist_ok=True)
    (template / "templates/serverless/workload/names.py").rename(moved)
    replace(
        template / "questions/shared_files.yml", "    - toolchain.py ", "    - workload/names.py\n    - toolchain.py "
    )


def drop_a_file(template: Path) -> None:
    listed = template / "questions/shared_files.yml"
    lines = listed.read_text("utf-8").splitlines(keepends=True)
    listed.write_text("".join(line for line in lines if "docs/runbook.md" not in line), "utf-8")


CHANGES = [rename_a_question, add_a_question, add_a_choice, rename_a_file, move_a_file_to_the_shared_ones, drop_a_file]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_repository_that_nobody_edited_is_as_a_new_one(tmp_path: Path, change: Callable[[Path], None]) -> None:
    # Given a repository, and a release that makes this change
    releases = Releases(tmp_path / "template")
    repository = releases.repository(tmp_path / "orders", alerts_email=MAIL, delivery="linear")
    change(releases.folder)
    releases.publish("v1.1.0")
    # When it is updated
    update = plan(repository)
    apply(repository, update)
    # Then there is nothing to review, and every file is as in a new repository with these answers
    assert [finding.sentence for finding in update.findings if finding.needs_review] == []
    new = copy(tmp_path / "new", _answers(repository), template=releases.folder)
    assert rendered_files(repository) == rendered_files(new)
    assert [path for path in rendered_files(new) if (repository / path).read_bytes() != (new / path).read_bytes()] == []
    # And the answers of its owners are those that they gave
    assert MAIL in stored_answers(repository).values()
    assert stored_answers(repository)["delivery"] == "linear"


def _answers(repository: Path) -> dict[str, object]:
    return {name: value for name, value in stored_answers(repository).items() if not name.startswith("_")}


def test_a_question_that_is_gone_with_its_answer_is_for_review_and_a_renamed_one_is_only_told(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "template")
    repository = releases.repository(tmp_path / "orders", alerts_email=MAIL)
    rename_a_question(releases.folder)
    releases.publish("v1.1.0")
    (told,) = plan(repository).findings
    assert told.sentence == f"alerts_email: is called alarm_mail now, and your answer is '{MAIL}' as before"
    edit_question(releases.folder, "delivery.yml", lambda questions: questions["alarm_mail"].update(default=""))
    releases.publish("v1.2.0")
    (lost,) = plan(repository).findings
    assert lost.needs_review
    assert lost.sentence == f"alerts_email: is no longer asked; it was '{MAIL}'"
