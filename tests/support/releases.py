"""A template repository with versions, and repositories that were made from it and get updates."""

import functools
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import copier
from exports import exported_template, scratch
from rendering import ANSWERS_FILE, NO_TRUST, copy


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` as a committer of its own, whatever this machine is configured for; returns its output."""
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false")
    # No second process after each commit, which sees whether there is something to tidy up.
    who += ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, message: str = "work of the team") -> None:
    """Commit whatever is in `folder`."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)


class Releases:
    """The template as a repository of its own, released as v1.0.0; publish more with `publish`."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        """`template` is a folder from `exports`, by default the whole template of the working tree."""
        template = template or exported_template()
        # Nobody changes an export, so that the first release of it, and what is made from that, are always the same.
        self._exported = template if template.is_relative_to(scratch()) else None
        self.folder = shutil.copytree(_released(template) if self._exported else template, folder)
        if not self._exported:
            _release(self.folder)

    def publish(self, tag: str) -> None:
        """Release what is in the folder now. `tag` is a PEP 440 version with a leading v."""
        self._exported = None
        commit(self.folder, tag)
        git(self.folder, "tag", tag)

    def repository(self, folder: Path, /, **answers: Any) -> Path:
        """A committed repository made from the latest version."""
        if not self._exported:
            return _made(folder, self.folder, answers)
        shutil.copytree(_first_made(self._exported, json.dumps(answers)), folder)
        self._is_the_template_of(folder)
        return folder

    def _is_the_template_of(self, repository: Path) -> None:
        """Write this template into a repository that was made from an equal one."""
        assert self._exported
        other, mine = str(_released(self._exported)).encode(), str(self.folder).encode()
        found = [path for path in repository.rglob("*") if path.is_file() and ".git" not in path.parts]
        of_other = [path for path in found if other in path.read_bytes()]
        assert repository / ANSWERS_FILE in of_other
        for path in of_other:
            path.write_bytes(path.read_bytes().replace(other, mine))
        git(repository, "commit", "--quiet", "--all", "--amend", "--no-edit")


def _release(folder: Path) -> None:
    git(folder, "init", "--quiet")
    commit(folder, "v1.0.0")
    git(folder, "tag", "v1.0.0")


@functools.cache
def _released(exported: Path) -> Path:
    folder = shutil.copytree(exported, Path(tempfile.mkdtemp(dir=scratch())) / "template")
    _release(folder)
    return folder


def _made(folder: Path, template: Path, answers: dict[str, Any]) -> Path:
    copy(folder, answers, template=template)
    git(folder, "init", "--quiet")
    commit(folder, "made from the template")
    return folder


@functools.cache
def _first_made(exported: Path, answers: str) -> Path:
    return _made(Path(tempfile.mkdtemp(dir=scratch())) / "repository", _released(exported), json.loads(answers))


def update(folder: Path, /, **answers: Any) -> list[str]:
    """`copier update --defaults` to the latest version; returns what `git status --porcelain` then says."""
    options: dict[str, Any] = {"defaults": True, "skip_answered": True, "overwrite": True, "quiet": True}
    copier.run_update(folder, data=answers, unsafe=False, settings=NO_TRUST, **options)
    return git(folder, "status", "--porcelain").splitlines()
