"""Whatever git hides, is in the middle of, or is told meanwhile: an update arrives whole, or nothing is done."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from releases import commit, git
from updates.conftest import Story
from updates.small_template import IMPROVED, SOURCE, STACK, TEXT, golden_paths, state, write

from golden_paths.project import Refused
from golden_paths.update import apply, plan


@pytest.mark.parametrize("mark", ["--skip-worktree", "--assume-unchanged"])
def test_an_edit_that_git_does_not_look_at_is_not_overwritten(improved: Story, mark: str) -> None:
    write(improved.repository / STACK, TEXT + "my own\n")
    git(improved.repository, "update-index", mark, STACK)
    before = state(improved.repository)
    with pytest.raises(Refused, match=rf"{STACK} is not as it is committed.*--no-skip-worktree"):
        apply(improved.repository, plan(improved.repository))
    assert improved.text(STACK) == TEXT + "my own\n"
    assert state(improved.repository) == before


@pytest.mark.parametrize("mark", ["--skip-worktree", "--assume-unchanged"])
def test_such_an_edit_stays_where_the_update_has_nothing_to_write(improved: Story, mark: str) -> None:
    write(improved.repository / SOURCE, "my own\n")
    git(improved.repository, "update-index", mark, SOURCE)
    apply(improved.repository, plan(improved.repository))
    assert improved.text(SOURCE) == "my own\n"
    assert improved.text(STACK) == IMPROVED
    marked = git(improved.repository, "ls-files", "-v", SOURCE)
    assert marked.startswith("S" if mark == "--skip-worktree" else "h")


@pytest.mark.parametrize("options", [["docs"], ["--no-cone", "/*", "!/pipeline/"]])
def test_what_a_sparse_checkout_leaves_out_is_neither_written_nor_called_deleted(
    improved: Story, options: list[str]
) -> None:
    git(improved.repository, "sparse-checkout", "set", *options)
    before = state(improved.repository)
    with pytest.raises(Refused, match="git sparse-checkout disable"):
        apply(improved.repository, plan(improved.repository))
    assert state(improved.repository) == before


def saved(repository: Path) -> None:
    write(repository / STACK, TEXT + "saved meanwhile\n")


def saved_with_the_same_size_and_time(repository: Path) -> None:
    file = repository / STACK
    found = file.stat()
    file.write_text(TEXT.replace("line 7 ", "LINE 7 "), "utf-8")
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def staged(repository: Path) -> None:
    write(repository / STACK, TEXT + "staged meanwhile\n")
    git(repository, "add", STACK)


def removed(repository: Path) -> None:
    (repository / STACK).unlink()


def committed(repository: Path) -> None:
    write(repository / "notes.md", "mine\n")
    commit(repository)


def ignored_in_the_place_of_a_new_file(repository: Path) -> None:
    write(repository / ".git/info/exclude", "alarms.py\n")
    write(repository / "pipeline/alarms.py", "mine\n")


def linked(repository: Path) -> None:
    (repository / STACK).unlink()
    (repository / STACK).symlink_to("source.py")


MEANWHILE = [
    saved, saved_with_the_same_size_and_time, staged, removed, committed, ignored_in_the_place_of_a_new_file, linked,
]  # fmt: skip


@pytest.mark.parametrize("happens", MEANWHILE, ids=lambda each: each.__name__)
def test_what_happens_while_an_update_is_worked_out_is_not_overwritten(
    improved: Story, happens: Callable[[Path], None]
) -> None:
    update = plan(improved.repository)
    happens(improved.repository)
    before, content = state(improved.repository), files(improved.repository)
    with pytest.raises(Refused):
        apply(improved.repository, update)
    assert state(improved.repository) == before
    assert files(improved.repository) == content


def files(repository: Path) -> dict[str, bytes]:
    found = (
        path for path in repository.rglob("*") if path.is_file() and ".git" not in path.relative_to(repository).parts
    )
    return {str(path): path.read_bytes() for path in found}


@pytest.mark.parametrize(("name", "what"), [("MERGE_HEAD", "A merge"), ("CHERRY_PICK_HEAD", "A cherry-pick")])
def test_in_the_middle_of_something_else_an_update_is_refused(improved: Story, name: str, what: str) -> None:
    head = git(improved.repository, "rev-parse", "HEAD")
    (improved.repository / ".git" / name).write_text(head, "utf-8")
    with pytest.raises(Refused, match=f"{what} is in progress here: finish or stop it"):
        plan(improved.repository)


def test_the_lock_of_a_git_that_was_killed_is_named_with_what_to_do(improved: Story) -> None:
    lock = improved.repository / ".git/index.lock"
    lock.touch()
    with pytest.raises(Refused, match=r"index\.lock exists.*If none is running, delete that file"):
        plan(improved.repository)
    update = _planned_without(lock, improved.repository)
    with pytest.raises(Refused, match=r"index\.lock exists"):
        apply(improved.repository, update)
    lock.unlink()
    assert improved.text(STACK) == TEXT


def _planned_without(lock: Path, repository: Path):
    lock.unlink()
    update = plan(repository)
    lock.touch()
    return update


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_a_shell_that_points_git_elsewhere_changes_nothing(
    improved: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    other = tmp_path / "other"
    git(tmp_path, "init", "--quiet", str(other))
    places = {"GIT_WORK_TREE": other, "GIT_INDEX_FILE": other / "index", "GIT_OBJECT_DIRECTORY": other / ".git/objects"}
    with monkeypatch.context() as shell:
        shell.setenv(variable, str(places.get(variable, other / ".git")))
        done = golden_paths(improved.repository, "update")
    assert done.returncode == 0, done.stderr
    assert improved.text(STACK) == IMPROVED
    assert git(improved.repository, "diff", "--name-only") == ""
    assert git(other, "status", "--porcelain") == ""


@pytest.mark.slow
def test_where_only_the_shell_knows_a_repository_the_variable_is_named(
    improved: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (improved.repository / ".git").rename(tmp_path / "elsewhere.git")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    done = golden_paths(improved.repository, "update")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "GIT_DIR points git to another one" in done.stderr


def test_a_work_tree_on_a_disk_that_is_away_stays_known_and_nothing_else_is_left_in_git(
    improved: Story, tmp_path: Path
) -> None:
    git(improved.repository, "worktree", "add", "--quiet", str(tmp_path / "other"))
    (tmp_path / "other").rename(tmp_path / "away")
    before = sorted(path for path in (improved.repository / ".git").rglob("*"))
    plan(improved.repository)
    assert sorted(path for path in (improved.repository / ".git").rglob("*")) == before
    assert str(tmp_path / "other") in git(improved.repository, "worktree", "list")


def test_an_update_works_in_a_second_work_tree_and_in_a_shallow_clone(improved: Story, tmp_path: Path) -> None:
    git(improved.repository, "worktree", "add", "--quiet", str(tmp_path / "second"))
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{improved.repository}", "shallow")
    for folder in (tmp_path / "second", tmp_path / "shallow"):
        apply(folder, plan(folder))
        assert (folder / STACK).read_text("utf-8") == IMPROVED
    assert improved.text(STACK) == TEXT


def test_a_repository_without_a_work_tree_is_refused_by_name(improved: Story) -> None:
    git(improved.repository, "config", "core.bare", "true")
    with pytest.raises(Refused, match=r"core\.bare is true"):
        plan(improved.repository)
