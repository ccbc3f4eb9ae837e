"""An update that cannot be finished leaves everything as it was, and says so."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from releases import git
from updates.conftest import Story
from updates.small_template import TEXT, golden_paths, write

from golden_paths.disk import WorkTree
from golden_paths.project import Refused
from golden_paths.update import HalfDone, apply, plan, update

STACK = "pipeline/stack.py"


@pytest.fixture
def improved(story: Story) -> Story:
    """A story whose next release writes, adds and removes a file, and has a conflict."""
    story.user_writes(STACK, TEXT.replace("line 7 ", "line 7, mine, "))
    story.template_writes(STACK, TEXT.replace("line 7 ", "line 7, theirs, "))
    story.template_writes("new/folder/file.py", "new\n")
    story.template_drops("pipeline/checks.py")
    story.releases.publish("v2.0.0")
    return story


def state(repository: Path) -> dict[str, bytes]:
    """Every file with its content, what git says, and what the index holds."""
    found = {
        str(path): path.read_bytes() for path in repository.rglob("*") if path.is_file() and ".git" not in path.parts
    }
    index = git(repository, "ls-files", "--stage") + git(repository, "status", "--porcelain", "--ignored")
    return {**found, "the index": index.encode()}


def full_after(number: int, repository: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A disk with room for `number` files of the repository and a half; returns the list of those written."""
    written: list[str] = []

    def copyfile(source: Path, target: Path, **options: Any) -> Path:
        if repository not in Path(target).parents:
            return really(source, target, **options)
        written.append(str(target))
        if len(written) <= number:
            return really(source, target, **options)
        Path(target).write_bytes(Path(source).read_bytes()[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    really = shutil.copyfile
    monkeypatch.setattr(shutil, "copyfile", copyfile)
    return written


@pytest.mark.parametrize("number", range(3))
def test_a_write_that_fails_is_taken_back_with_those_before_it(
    improved: Story, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = state(improved.repository)
    update = plan(improved.repository)
    written = full_after(number, improved.repository, monkeypatch)
    with pytest.raises(Refused, match="nothing of it was done: No space left on device") as refused:
        apply(improved.repository, update)
    assert written[-1] in str(refused.value)
    assert len(written) == number + 1
    assert state(improved.repository) == before


def test_what_cannot_be_taken_back_is_said_and_one_command_does_it(
    improved: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(improved.repository)
    update = plan(improved.repository)

    def fails(_self: WorkTree) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), STACK)

    monkeypatch.setattr(WorkTree, "take_back", fails)
    full_after(1, improved.repository, monkeypatch)
    with pytest.raises(HalfDone, match=r"The new version is not recorded.*git reset --hard"):
        apply(improved.repository, update)
    assert "v1.0.0" in improved.text(".copier-answers.yml")
    git(improved.repository, "reset", "--hard", "--quiet")
    assert state(improved.repository) == before


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("call", [0, 1, 3, 5, 7, 9])
def test_a_signal_at_any_write_leaves_everything_as_it_was(
    improved: Story, tmp_path: Path, number: signal.Signals, call: int
) -> None:
    before = state(improved.repository)
    (tmp_path / "temporary").mkdir()
    program = f"""
        import os, sys
        from pathlib import Path
        from golden_paths import cli
        folder, steps = Path.cwd(), []
        writes = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile")
        def stopping(event, arguments):
            if event in writes and str(folder) in repr(arguments):
                steps.append(event)
                if len(steps) == {call + 1}:
                    os.kill(os.getpid(), {number.value})
        sys.addaudithook(stopping)
        sys.exit(cli.main(["update"]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=improved.repository,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path / "temporary")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (128 + number, f"Stopped by {number.name}; nothing was done.\n")
    assert state(improved.repository) == before
    assert not list((tmp_path / "temporary").iterdir())


def test_a_second_update_at_the_same_time_is_refused(improved: Story) -> None:
    before = state(improved.repository)
    with (
        FileLock(improved.repository / ".git/golden-paths.lock"),
        pytest.raises(Refused, match="wait until it has ended"),
    ):
        update(improved.repository)
    assert state(improved.repository) == before
    assert update(improved.repository).version == "v2.0.0"


# Nothing is read-only for root, who is whoever runs the tests in a container: without these rights root is as others.
AS_OTHERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_folder_that_is_read_only_is_named(improved: Story) -> None:
    before = state(improved.repository)
    (improved.repository / "pipeline").chmod(0o555)
    done = golden_paths(improved.repository, "update", under=AS_OTHERS if os.geteuid() == 0 else ())
    (improved.repository / "pipeline").chmod(0o755)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert state(improved.repository) == before


def test_a_lock_that_another_git_takes_meanwhile_stops_the_update_before_its_first_write(
    improved: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(improved.repository)
    stock = WorkTree.take_stock

    def locked(self: WorkTree, *arguments: object) -> None:
        stock(self, *arguments)  # type: ignore[arg-type]
        write(improved.repository / ".git/index.lock", "")

    monkeypatch.setattr(WorkTree, "take_stock", locked)
    with pytest.raises(Refused, match=r"index\.lock exists"):
        apply(improved.repository, made)
    (improved.repository / ".git/index.lock").unlink()
    assert git(improved.repository, "status", "--porcelain") == ""
