"""`check-update` compares a finished update with the guarded one, made again."""

from pathlib import Path

import pytest
from releases import commit, git
from releases import update as plain_update
from updates.conftest import Story
from updates.small_template import BLOCK, TEXT, write

from golden_paths.check import check
from golden_paths.findings import Finding, Kind, need_review

STACK = "pipeline/stack.py"
MINE = TEXT.replace("line 7 of the template", "line 7, mine")
THEIRS = TEXT.replace("line 7 of the template", "line 7, theirs")
FILES = "environments.yml"


def verdict(story: Story) -> dict[str, Kind]:
    return {finding.path: finding.kind for finding in check(story.repository, base="HEAD~1")}


def conflict(story: Story) -> None:
    """An update that is not committed yet, with one conflict."""
    story.user_writes(STACK, MINE)
    story.template_writes(STACK, THEIRS + "and more\n")
    story.update()
    assert "<<<<<<< yours\n" in story.text(STACK)
    assert ">>>>>>> template-v2.0.0\n" in story.text(STACK)


def test_a_line_that_plain_copier_put_into_another_block_is_named_with_both_versions(story: Story) -> None:
    blocks = {name: BLOCK.format(name=name) for name in ("trial", "dev", "stage", "prod")}
    six = blocks["prod"].replace("tasks: 1", "tasks: 6")
    story.user_writes(FILES, blocks["dev"] + blocks["stage"] + six)
    story.template_writes(FILES, "".join(blocks.values()))
    story.releases.publish("v2.0.0")
    plain_update(story.repository)
    commit(story.repository)
    assert not story.text(FILES).endswith(six), "copier has learned to keep a line in its block"
    (found,) = check(story.repository, base="HEAD~1")
    assert (found.kind, found.path) == (Kind.DIFFERS, FILES)
    assert found.needs_review
    for line in ("--- make update", "+++ committed", "-  tasks: 6", "+  tasks: 6"):
        assert f"    {line}\n" in found.sentence


def test_a_guarded_update_has_nothing_to_review_wherever_the_user_moved_a_file(story: Story) -> None:
    git(story.repository, "mv", STACK, "service/stack.py")
    story.user_writes("service/stack.py", MINE)
    story.template_writes(STACK, TEXT + "improved\n")
    story.update()
    commit(story.repository)
    assert "improved" in story.text("service/stack.py")
    assert verdict(story) == {}


@pytest.mark.parametrize(
    ("resolved", "found"),
    [
        (MINE, {}),
        (TEXT.replace("line 7 of the template", "line 7, mine\nline 7, theirs"), {}),
        (THEIRS, {STACK: Kind.RESOLVED}),
    ],
    ids=["mine", "both", "theirs"],
)
def test_a_resolved_conflict_is_no_difference(story: Story, resolved: str, found: dict[str, Kind]) -> None:
    conflict(story)
    story.user_writes(STACK, resolved + "and more\n")
    assert verdict(story) == found
    assert not need_review(check(story.repository, base="HEAD~1"))


def test_what_is_changed_beside_a_conflict_is_a_difference(story: Story) -> None:
    conflict(story)
    story.user_writes(STACK, MINE.replace("line 20 ", "line 20, changed by the way, ") + "and more\n")
    assert verdict(story) == {STACK: Kind.DIFFERS}


def test_a_conflict_that_is_committed_as_it_is_is_named(story: Story) -> None:
    conflict(story)
    commit(story.repository)
    assert verdict(story) == {STACK: Kind.CONFLICT}


def test_an_improvement_that_was_left_out_is_a_difference(story: Story) -> None:
    story.template_writes(STACK, TEXT + "improved\n")
    story.update()
    story.user_writes(STACK, TEXT)
    (found,) = check(story.repository, base="HEAD~1")
    assert found.kind is Kind.DIFFERS
    assert "-improved" in found.sentence


def test_lines_that_are_gone_are_named_as_such(story: Story) -> None:
    story.user_writes(STACK, MINE)
    story.template_drops(STACK)
    story.releases.publish("v2.0.0")
    plain_update(story.repository)
    commit(story.repository)
    assert verdict(story) == {STACK: Kind.LOST}


def test_a_retired_file_that_copier_leaves_and_one_that_came_along_need_no_review(story: Story) -> None:
    story.template_drops(STACK)
    story.update()
    write(story.repository / STACK, TEXT)
    write(story.repository / "notes.md", "ours\n")
    commit(story.repository)
    findings = check(story.repository, base="HEAD~1")
    assert findings == [Finding(Kind.ADDED, "notes.md"), Finding(Kind.LEFT, STACK)]
    assert not need_review(findings)


def test_work_on_the_same_release_is_not_judged(story: Story) -> None:
    story.user_writes(STACK, "something else\n")
    assert check(story.repository, base="HEAD~1") == []


def test_in_a_shallow_clone_the_way_to_the_missing_commit_is_said(story: Story, tmp_path: Path) -> None:
    story.user_writes(STACK, MINE)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{story.repository}", "shallow")
    with pytest.raises(Exception, match="This clone is shallow: git fetch --unshallow"):
        check(tmp_path / "shallow", base="HEAD~1")
