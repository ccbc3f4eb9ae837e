"""The tasks in `tasks/`: what is asked for, in which repository, and the commands that judge the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "tasks"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task. Its folder may hold `given/`, which the repository has from the start, `judge/`, which it gets for the
    time of the judgement alone, and `solution.patch`.

    answers: those that the repository is rendered with.
    judge: commands for bash, each of which has to end with 0. $PYTHON has the tools of the repository.
    solution: a command that solves the task before `solution.patch` is applied.
    """

    name: str
    prompt: str
    answers: Mapping[str, Any]
    judge: tuple[str, ...]
    solution: str = ""

    @property
    def folder(self) -> Path:
        return FOLDER / self.name


def tasks() -> dict[str, Task]:
    """Every task, by its name."""
    found = (yaml.safe_load(path.read_text("utf-8")) | {"name": path.parent.name} for path in FOLDER.glob("*/task.yml"))
    made = [Task(**each | {"judge": tuple(each["judge"])}) for each in found]
    return {task.name: task for task in sorted(made, key=lambda task: task.name)}
