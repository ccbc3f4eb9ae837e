"""A recipe applied to the default repository, from the command to the files."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, paired, run, seconds
from benchmarks.template import ROOT, Releases

TIMES = 3
COMMAND = (sys.executable, "-m", "golden_paths.cli", "new", "worker", "--name", "parcels")


def measure() -> Iterator[Figure]:
    """Seconds for one recipe, without what `make` fetches before."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        repository = Releases(folder / "template").repository(folder / "orders")
        (applied,) = paired(TIMES, lambda: _applied(repository))
    yield Figure("a recipe applied", seconds(applied), 2, "s")


def _applied(repository: Path) -> Run:
    """The repository gets the recipe, and is as before afterwards."""
    done = run([*COMMAND], cwd=repository, environment={"PYTHONPATH": str(ROOT)})
    if not (repository / "extensions/parcels_worker.py").is_file():
        raise RuntimeError(f"{COMMAND} wrote nothing")
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=repository, check=True)
    return done
