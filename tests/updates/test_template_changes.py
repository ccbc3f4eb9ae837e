"""Changes that a release of the real template makes arrive in a repository as in a new one."""

from pathlib import Path

import pytest
from releases import Releases
from rendering import copy, rendered_files, stored_answers
from template_edits import Edit, question, replace, unshared_file

from golden_paths.update import apply, plan

pytestmark = pytest.mark.slow

MAIL = "team@example.com"
SHARED = "questions/shared_files.yml"


def rename_a_question(template: Path) -> None:
    for file in [path for folder in ("templates", "questions", "partials") for path in (template / folder).rglob("*")]:
        if file.is_file() and b"alerts_email" in (content := file.read_bytes()):
            file.write_bytes(content.replace(b"alerts_email", b"alarm_mail"))
    question("delivery", "alarm_mail", default="{= alerts_email | default('') =}")(template)


def rename_a_file(template: Path) -> None:
    shared = template / "templates/_blocks/everything"
    (shared / "pipeline/notifications.py").rename(shared / "pipeline/messages.py")
    replace(SHARED, "- pipeline/notifications.py", "- pipeline/messages.py")(template)


def move_a_file_to_a_block(template: Path) -> None:
    moved = template / "templates/_blocks/everything/workload/package.py"
    (template / "templates/serverless/workload/package.py").rename(moved)
    replace(SHARED, "    - toolchain.py ", "    - workload/package.py\n    - toolchain.py ")(template)


CHANGES: dict[str, Edit] = {
    "a renamed question": rename_a_question,
    "a new question": question("delivery", "cost_centre", type="str", help="Which one pays?", default="none"),
    "a new choice": question(
        "delivery", "delivery", choices=["canary", "linear", "all-at-once", "blue-green", "by-hand"]
    ),
    "a renamed file": rename_a_file,
    "a file that moves to a block": move_a_file_to_a_block,
    "a dropped file": unshared_file("docs/runbook.md"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_repository_that_nobody_edited_is_as_a_new_one(tmp_path: Path, change: Edit) -> None:
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
    question("delivery", "alarm_mail", default="")(releases.folder)
    releases.publish("v1.2.0")
    (lost,) = plan(repository).findings
    assert lost.needs_review
    assert lost.sentence == f"alerts_email: is no longer asked; it was '{MAIL}'"
