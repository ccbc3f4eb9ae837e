"""What `copier update` alone does with the patterns of `questions/ownership.yml`: why these must be literal."""

from pathlib import Path

import pytest
from ownership import FILE
from releases import Releases, commit, update
from updates.small_template import TEXT, exported_small_template, write

from golden_paths.ownership import read

STACK = "pipeline/stack.py"
RETIRED = "  # retired: left the template.\n"


def dropped(tmp_path: Path, pattern: str) -> Path:
    """A repository whose user edited STACK, beside a release that drops it and has `pattern` in its ownership file."""
    releases = Releases(tmp_path / "template", exported_small_template())
    repository = releases.repository(tmp_path / "orders")
    write(repository / STACK, TEXT + "mine\n")
    commit(repository)
    (releases.folder / "template" / STACK).unlink()
    questions = releases.folder / "questions"
    answers = (questions / "answers.yml").read_text("utf-8")
    write(questions / "answers.yml", answers + "keeps: {type: bool, default: true, when: false}\n")
    write(
        questions / "ownership.yml",
        (questions / "ownership.yml").read_text("utf-8").replace(RETIRED, RETIRED + pattern),
    )
    releases.publish("v2.0.0")
    return repository


def test_a_literal_pattern_keeps_an_edited_file_that_left_the_template(tmp_path: Path) -> None:
    repository = dropped(tmp_path, f"  - /{STACK}\n")
    update(repository)
    assert (repository / STACK).read_text("utf-8") == TEXT + "mine\n"


def test_a_pattern_with_a_new_answer_breaks_every_update(tmp_path: Path) -> None:
    # Copier renders it with the answers of the old version too, which has no such question.
    repository = dropped(tmp_path, f'  - "{{% if keeps %}}/{STACK}{{% endif %}}"\n')
    with pytest.raises(Exception, match="'keeps' is undefined"):
        update(repository)


def test_a_pattern_that_forgives_a_missing_answer_deletes_the_edited_file(tmp_path: Path) -> None:
    repository = dropped(tmp_path, f'  - "{{% if keeps | default(false) %}}/{STACK}{{% endif %}}"\n')
    update(repository)
    assert not (repository / STACK).exists()


@pytest.mark.parametrize("variable", ["keeps", "_copier_conf.data", "delivery == 'linear'"])
def test_the_updater_and_the_release_check_refuse_such_a_pattern(variable: str) -> None:
    written = FILE.read_text("utf-8").replace("_copier_operation == 'update'", variable, 1)
    with pytest.raises(ValueError, match="only `_copier_operation` may decide"):
        read(written)
