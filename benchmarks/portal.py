"""A repository for a portal beside `copier copy` of the same answers: one process each, in turn."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, paired, run, seconds
from benchmarks.template import ROOT, Releases

TIMES = 3


def measure() -> Iterator[Figure]:
    """The ratio to copier, and the time of an export."""
    with TemporaryDirectory() as scratch:
        template = Releases(Path(scratch) / "template").folder
        of_portal, of_copier = paired(TIMES, lambda: _create(template), lambda: _copy(template))
        exported = paired(TIMES, lambda: _program("export", f"{scratch}/portal", cwd=ROOT))[0]
    yield Figure("a repository for a portal", seconds(of_portal), unit="s")
    yield Figure("  against copier copy of the same answers", seconds(of_portal) / seconds(of_copier), 0.7)
    yield Figure("export of all forms", seconds(exported), 2, "s")


def _create(template: Path) -> Run:
    with TemporaryDirectory() as target:
        return _program("portal", "create", f"{target}/orders", "--template", str(template), cwd=Path(target))


def _copy(template: Path) -> Run:
    with TemporaryDirectory() as target:
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", str(template), f"{target}/orders"]
        return run(command, cwd=Path(target))


def _program(*words: str, cwd: Path) -> Run:
    return run([sys.executable, "-m", "golden_paths.cli", *words], cwd=cwd, environment={"PYTHONPATH": str(ROOT)})
