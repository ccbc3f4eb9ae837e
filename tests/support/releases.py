"""A template repository with versions, and repositories that were made from it and get updates."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import copier
from exports import exported_template
from rendering import NO_TRUST, copy


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` as a committer of its own, whatever this machine is configured for; returns its output."""
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, message: str = "work of the team") -> None:
    """Commit whatever is in `folder`."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)


class Releases:
    """The template as a repository of its own, released as v1.0.0; publish more with `publish`."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        """`template` is a folder from `exports`, by default the whole template of the working tree."""
        self.folder = shutil.copytree(template or exported_template(), folder)
        git(folder, "init", "--quiet")
        self.publish("v1.0.0")

    def publish(self, tag: str) -> None:
        """Release what is in the folder now. `tag` is a PEP 440 version with a leading v."""
        commit(self.folder, tag)
        git(self.folder, "tag", tag)

    def repository(self, folder: Path, /, **answers: Any) -> Path:
        """A committed repository made from the latest version."""
        copy(folder, answers, template=self.folder)
        git(folder, "init", "--quiet")
        commit(folder, "made from the template")
        return folder


def update(folder: Path, /, **answers: Any) -> list[str]:
    """`copier update --defaults` to the latest version; returns what `git status --porcelain` then says."""
    options: dict[str, Any] = {"defaults": True, "skip_answered": True, "overwrite": True, "quiet": True}
    copier.run_update(folder, data=answers, unsafe=False, settings=NO_TRUST, **options)
    return git(folder, "status", "--porcelain").splitlines()
