"""An update of the default repository beside plain `copier update` of it, and the report over a fleet."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, paired, run, seconds
from benchmarks.template import ROOT, Releases

TIMES = 2
FLEET = 100
STACK = "pipeline/stack.py"


def measure() -> Iterator[Figure]:
    """The ratio of both updates, and repositories a second, as seconds for twenty."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        releases = Releases(folder / "template")
        repository = releases.repository(folder / "orders")
        stack = releases.folder / "templates/_blocks/everything" / STACK
        stack.write_text(stack.read_text("utf-8") + "# new\n", "utf-8")
        releases.publish("v1.1.0")
        ours = [sys.executable, "-m", "golden_paths.cli", "update"]
        plain = [sys.executable, "-m", "copier", "update", "--defaults", "--skip-answered", "--quiet"]
        of_ours, of_plain = paired(TIMES, lambda: _update(repository, ours), lambda: _update(repository, plain))
        yield Figure("an update against plain `copier update`", seconds(of_ours) / seconds(of_plain), 1.5)
        listed = folder / "fleet"
        listed.write_text(
            "".join(f"{_with_answers(repository, folder / str(each))}\n" for each in range(FLEET)), "utf-8"
        )
        (report,) = paired(TIMES, lambda: run([*ours[:-1], "fleet", str(listed)], cwd=ROOT))
    yield Figure("fleet report, for each 20 repositories", seconds(report) / FLEET * 20, 1, "s")


def _update(repository: Path, command: Sequence[str]) -> Run:
    """The repository gets the update, and is as before afterwards."""
    done = run(command, cwd=repository, environment={"PYTHONPATH": str(ROOT)})
    if "# new" not in (repository / STACK).read_text("utf-8"):
        raise RuntimeError(f"{command} brought no update")
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=repository, check=True)
    return done


def _with_answers(repository: Path, target: Path) -> Path:
    target.mkdir()
    shutil.copy(repository / ".copier-answers.yml", target)
    return target
