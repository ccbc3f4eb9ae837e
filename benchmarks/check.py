"""`make check` of a rendered repository, beside a bare `cdk synth` of it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, paired, run, seconds
from benchmarks.template import copy

TIMES = 3


def measure() -> Iterator[Figure]:
    """The ratio of both for each architecture, with everything installed, every cache warm and nothing changed."""
    yield from (_ratio(architecture) for architecture in ("serverless", "containers"))


def _ratio(architecture: str) -> Figure:
    with TemporaryDirectory() as scratch:
        repository = copy(Path(scratch) / "orders", {"architecture": architecture})
        run(["git", "init", "--quiet"], cwd=repository)
        run(["make", "install", "package"], cwd=repository)
        synth = [".venv/bin/python", "-m", "toolchain", "cdk", "synth", "--quiet"]
        of_check, of_synth = paired(
            TIMES, lambda: run(["make", "check"], cwd=repository), lambda: run(synth, cwd=repository)
        )
    return Figure(f"warm `make check` against `cdk synth`, {architecture}", seconds(of_check) / seconds(of_synth), 2.5)
