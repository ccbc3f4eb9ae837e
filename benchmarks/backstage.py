"""Create tasks in a real backend of Backstage's scaffolder, beside `copier copy` of the same answers."""

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, run
from benchmarks.template import FORMS, Backend, Releases, backend, config_with, few_files, installed_from

TIMES, WARM, TASKS = 3, 5, 20
# Not published anywhere: what Backstage's own steps take is not ours.
ANSWERS = {"architecture": "serverless", "source": "s3", "repository": "source/orders.zip", "trigger": "branch"}
VALUES = {**ANSWERS, "repoUrl": "github.com?owner=shop&repo=orders"}


def measure() -> Iterator[Figure]:
    """The time of a task beside that of copier, and the memory that a task leaves in use."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "whole").mkdir()
        template = Releases(folder / "whole" / "template")
        with _backend(folder / "whole", template) as running:
            of_task, of_copier = zip(*[(_task(running), _copy(template.folder)) for _ in range(TIMES)], strict=True)
        (folder / "few").mkdir()
        with _backend(folder / "few", few_files(folder / "few")) as running:
            for _ in range(WARM):
                _task(running)
            before = running.heap()
            for _ in range(TASKS):
                _task(running)
            grown = (running.heap() - before) / TASKS / 1024
    yield Figure("a create task of the scaffolder", median(of_task), unit="s")
    yield Figure("  without one second, against copier copy", (median(of_task) - 1) / median(of_copier), 1.3)
    yield Figure(f"memory in use after a task, mean of {TASKS}", grown, unit="KiB")


def _backend(folder: Path, template: Releases) -> AbstractContextManager[Backend]:
    config = config_with(folder, template, [(template, "1.0.0"), (template, "2.0.0")])
    return backend(installed_from(FORMS / "module"), folder / "backend", config, {})


def _task(running: Backend) -> float:
    start = time.perf_counter()
    task = running.task("golden-path-serverless", VALUES)
    if task["status"] != "completed":
        raise LookupError(task["log"])
    return time.perf_counter() - start


def _copy(template: Path) -> float:
    with TemporaryDirectory() as target:
        answers = [word for name, answer in ANSWERS.items() for word in ("--data", f"{name}={answer}")]
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", *answers]
        return run([*command, str(template), f"{target}/orders"], cwd=Path(target)).seconds
