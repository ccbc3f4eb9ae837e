"""`make check` of a rendered repository with warm caches, beside a bare `cdk synth` or the check of an earlier build.

Both are measured in one run and compared by the time of the processor, which other programs on the machine change less
than the time on the clock.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, cpu_seconds, in_turn, run
from benchmarks.template import ROOT

# The build before 0.5.0. Any name that git knows can be given instead: --against v0.4.0
AGAINST = "dc956f293b5d"
AT_MOST = {"serverless": 0.8, "containers": 0.6}
AGAINST_SYNTH = 2.5
ARCHITECTURES = (*AT_MOST, "network-functions")


def against_synthesis(times: int = 1) -> Iterator[Figure]:
    """For each architecture the ratio to a bare `cdk synth`."""
    with TemporaryDirectory() as scratch:
        folders = _side_by_side(partial(_warm, ROOT, Path(scratch) / each, each) for each in ARCHITECTURES)
        for architecture, ours in zip(ARCHITECTURES, folders, strict=True):
            of_ours, of_synth = in_turn(times, partial(_check, ours), partial(_synth, ours))
            ratio = cpu_seconds(of_ours) / cpu_seconds(of_synth)
            yield Figure(f"warm `make check` against `cdk synth`, {architecture}", ratio, AGAINST_SYNTH)


def against_earlier(against: str = AGAINST, times: int = 1) -> Iterator[Figure]:
    """For each architecture the ratio to the check of `against`.

    Raises LookupError: this clone does not know `against`.
    """
    with TemporaryDirectory() as scratch:
        templates = {"ours": ROOT, "theirs": _checked_out(against, Path(scratch) / "template")}
        for architecture, limit in AT_MOST.items():
            folder = Path(scratch) / architecture
            ours, theirs = _side_by_side(
                partial(_warm, template, folder / name, architecture) for name, template in templates.items()
            )
            of_ours, of_theirs = in_turn(times, partial(_check, ours), partial(_check, theirs))
            ratio = cpu_seconds(of_ours) / cpu_seconds(of_theirs)
            yield Figure(f"warm `make check` against that of {against}, {architecture}", ratio, limit)


def _side_by_side(prepare: Iterable[Callable[[], Path]]) -> list[Path]:
    """Only what is measured runs alone."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return [each.result() for each in [pool.submit(each) for each in prepare]]


def _checked_out(commit: str, folder: Path) -> Path:
    asked = ["git", "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}"]
    if subprocess.run(asked, cwd=ROOT, check=False, capture_output=True).returncode:
        raise LookupError(f"{commit} is no commit of this clone. Name one that it has: --against REF")
    subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=folder, check=True)
    return folder


def _warm(template: Path, repository: Path, architecture: str) -> Path:
    """A repository that was checked before."""
    # By the command, since `template` may be another version than the helpers of the tests know.
    answers = ["--quiet", "--defaults", "--vcs-ref", "HEAD", "--data", f"architecture={architecture}"]
    run([sys.executable, "-W", "ignore", "-m", "copier", "copy", *answers, str(template), str(repository)], cwd=ROOT)
    for command in (["git", "init", "--quiet"], ["git", "add", "--all"], ["make", "package", "check"]):
        run(command, cwd=repository)
    return repository


def _check(repository: Path) -> Run:
    return run(["make", "check"], cwd=repository)


def _synth(repository: Path) -> Run:
    python = repository / (".venv/Scripts" if os.name == "nt" else ".venv/bin") / "python"
    return run([str(python), "-m", "toolchain", "cdk", "synth", "--quiet"], cwd=repository)
