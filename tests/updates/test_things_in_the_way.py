"""Where the template has a file and the user has something that is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from releases import commit, git
from updates.conftest import Story
from updates.small_template import TEXT, write

from golden_paths.findings import Kind, need_review
from golden_paths.update import apply, plan

STACK = "pipeline/stack.py"
NEW = "pipeline/alarms.py"


def submodule(repository: Path, path: str) -> None:
    library = repository.with_name("library")
    if not library.exists():
        git(repository.parent, "init", "--quiet", str(library))
        commit(library)
    git(repository, "rm", "--quiet", "--ignore-unmatch", path)
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), path)


def folder(repository: Path, path: str) -> None:
    (repository / path).unlink(missing_ok=True)
    write(repository / path / "ours", "ours\n")


def link(repository: Path, path: str) -> None:
    (repository / path).unlink(missing_ok=True)
    (repository / path).symlink_to("source.py")


def link_above(repository: Path, path: str) -> None:
    (repository / "pipeline").rename(repository / "shared")
    (repository / "pipeline").symlink_to("shared")


@pytest.mark.parametrize("path", [STACK, NEW])
@pytest.mark.parametrize("thing", [submodule, folder, link, link_above], ids=lambda each: each.__name__)
def test_what_is_no_file_stays_where_the_template_has_one_and_the_next_update_says_nothing(
    story: Story, thing: Callable[[Path, str], None], path: str
) -> None:
    thing(story.repository, path)
    commit(story.repository)
    before = git(story.repository, "ls-files", "--stage", path)
    story.template_writes(STACK, TEXT + "improved\n")
    story.template_writes(NEW, "alarms\n")
    first = story.update()
    assert git(story.repository, "ls-files", "--stage", path) == before
    assert path in {finding.path for finding in first.findings} or thing is link_above
    commit(story.repository)
    second = plan(story.repository)
    assert second.changes_nothing
    assert second.findings == ()


def test_edits_stay_when_the_template_renames_a_file_onto_one_that_git_ignores(story: Story) -> None:
    edited = TEXT.replace("line 7 ", "line 7, mine, ")
    story.user_writes(STACK, edited)
    write(story.repository / "stack.local", "a secret of mine")
    story.template_drops(STACK)
    story.template_writes("stack.local", TEXT)
    made = story.update()
    assert {each.path: each.kind for each in made.findings} == {STACK: Kind.DROPPED, "stack.local": Kind.MET}
    assert need_review(made.findings)
    assert story.text(STACK) == edited
    assert story.text("stack.local") == "a secret of mine"


def test_an_empty_folder_makes_room_for_a_file_and_one_with_ignored_files_does_not(story: Story) -> None:
    (story.repository / "docs/guide").mkdir(parents=True)
    write(story.repository / "more/notes.local", "mine")
    story.template_writes("docs", "docs\n")
    story.template_writes("more", "more\n")
    made = story.update()
    assert {each.path: each.kind for each in made.findings} == {"more": Kind.MET}
    assert story.text("docs") == "docs\n"
    git(story.repository, "reset", "--hard", "--quiet")
    apply(story.repository, made)
    assert story.text("more/notes.local") == "mine"
