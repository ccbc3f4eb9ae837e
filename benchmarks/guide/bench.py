"""Prepares the repositories, lets somebody work in them, and judges what they left."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from copier import run_copy

from benchmarks.guide.task import Task
from benchmarks.template import ROOT
from golden_paths import ownership

# The commit that a task begins with.
START = "bench-start"
# Managed, and people change values in them: AGENTS.md says so.
VALUES = {"environments.py", "project.py", "pyproject.toml"}
# Managed above this line, and the team's below it.
OWN_SECTION = {"docs/runbook.md": "## Entries of your own\n"}
MINUTES = "minutes.json"
PROMPT = "prompt.md"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the judge found. failed: the commands that did not end with 0. wrong: managed files that were changed."""

    task: str
    failed: tuple[str, ...]
    wrong: tuple[str, ...]
    minutes: float | None

    @property
    def solved(self) -> bool:
        return not self.failed


def prepare(task: Task, folder: Path) -> Path:
    """Render the repository of a task into `folder`/NAME/repository and commit it. Returns it.

    Raises FileExistsError: it is there already.
    """
    place = folder / task.name
    place.mkdir(parents=True)
    repository = place / "repository"
    # From the clone itself, so that the recipes of this version can be applied.
    run_copy(str(ROOT), repository, data=dict(task.answers), defaults=True, vcs_ref="HEAD", quiet=True)
    if (task.folder / "given").is_dir():
        shutil.copytree(task.folder / "given", repository, dirs_exist_ok=True)
    (place / PROMPT).write_text(task.prompt, "utf-8")
    _git(repository, "init", "--quiet")
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message", "Made from the template")
    _git(repository, "tag", START)
    return repository


def work(task: Task, folder: Path, agent: str) -> float:
    """Run `agent` in the repository of a task, with $PROMPT and $PROMPT_FILE. Returns the minutes, and keeps them."""
    place = folder / task.name
    told = {"PROMPT": task.prompt, "PROMPT_FILE": str((place / PROMPT).resolve())}
    begun = time.monotonic()
    subprocess.run(["bash", "-c", agent], cwd=place / "repository", env=os.environ | told, check=False)
    minutes = (time.monotonic() - begun) / 60
    (place / MINUTES).write_text(json.dumps(minutes), "utf-8")
    return minutes


def judge(task: Task, folder: Path, *, python: str = ".venv/bin/python", commands: tuple[str, ...] = ()) -> Verdict:
    """Run the commands of a task, and then `commands`, on a copy of what was left."""
    place = folder / task.name
    minutes = place / MINUTES
    wrong = wrong_edits(place / "repository")
    judged = place / "judged"
    shutil.rmtree(judged, ignore_errors=True)
    shutil.copytree(place / "repository", judged, symlinks=True)
    if (task.folder / "judge").is_dir():
        shutil.copytree(task.folder / "judge", judged, dirs_exist_ok=True)
    try:
        failed = [command for command in task.judge if not _passes(command, judged, python)]
    finally:
        shutil.rmtree(judged)
    failed += [command for command in commands if not _passes(command, place / "repository", python)]
    spent = json.loads(minutes.read_text("utf-8")) if minutes.exists() else None
    return Verdict(task=task.name, failed=tuple(failed), wrong=wrong, minutes=spent)


def wrong_edits(repository: Path) -> tuple[str, ...]:
    """The managed files of the template that differ from the start, other than those whose values people change."""
    owners = ownership.read((ROOT / ownership.FILE).read_text("utf-8"))
    changed = _git(repository, "diff", "--name-only", "--no-renames", "--diff-filter=MDT", START).splitlines()
    managed = (path for path in changed if owners.owner(path) == "managed" and path not in VALUES)
    return tuple(path for path in managed if not _only_own(repository, path))


def _only_own(repository: Path, path: str) -> bool:
    """Whether a file has a section of the team, and all above it is as it was."""
    if path not in OWN_SECTION or not (repository / path).exists():
        return False
    before = _git(repository, "show", f"{START}:{path}").partition(OWN_SECTION[path])[0]
    return (repository / path).read_text("utf-8").startswith(before + OWN_SECTION[path])


def solve(task: Task, repository: Path) -> None:
    """The reference solution. Raises CalledProcessError: it does not fit any more."""
    if task.solution:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHON": sys.executable}
        subprocess.run(["bash", "-c", task.solution], cwd=repository, env=environment, check=True, capture_output=True)
    if (task.folder / "solution.patch").exists():
        _git(repository, "apply", str(task.folder / "solution.patch"))


def _passes(command: str, repository: Path, python: str) -> bool:
    environment = os.environ | {"PYTHON": python, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=repository, env=environment, capture_output=True, check=False
    )
    return done.returncode == 0


def _git(repository: Path, *arguments: str) -> str:
    as_nobody = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"]
    done = subprocess.run(
        ["git", *as_nobody, *arguments], cwd=repository, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout
