"""An adoption of a repository of 500 files beside plain `copier copy` into an empty folder."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, cpu_seconds, paired, run
from benchmarks.template import ROOT, Releases

TIMES = 3
FILES = 500
OF_THE_TEAM = {"README.md": "# Parcels\n", "Makefile": "test:\n\ttrue\n", "app.py": "print(1)\n"}


def measure() -> Iterator[Figure]:
    """The ratio of both, each with every answer the default."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        template = Releases(folder / "template").folder
        repository = _repository(folder / "parcels")
        of_ours, of_copier = paired(TIMES, lambda: _adopt(repository, template), lambda: _copy(template))
    name = f"adoption of {FILES} files against `copier copy`, processor time"
    yield Figure(name, cpu_seconds(of_ours) / cpu_seconds(of_copier), 1.5)


def _repository(folder: Path) -> Path:
    for number in range(FILES - len(OF_THE_TEAM)):
        file = folder / f"parcels/part_{number % 20}/module_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"NUMBER = {number}\n" * 40, "utf-8")
    for path, text in OF_THE_TEAM.items():
        (folder / path).write_text(text, "utf-8")
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.com")
    for arguments in (("init", "--quiet"), ("add", "--all"), (*who, "commit", "--quiet", "-m", "work of the team")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return folder


def _adopt(repository: Path, template: Path) -> Run:
    """The repository is adopted, and is as before afterwards."""
    words = [sys.executable, "-m", "golden_paths.cli", "adopt", str(template), "--defaults", "--write"]
    kept = [word for path in OF_THE_TEAM for word in ("--keep", path)]
    done = run([*words, *kept], cwd=repository, environment={"PYTHONPATH": str(ROOT)})
    if not (repository / ".copier-answers.yml").exists():
        raise RuntimeError("the adoption wrote no answers file")
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=repository, check=True)
    return done


def _copy(template: Path) -> Run:
    with TemporaryDirectory() as target:
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", str(template), f"{target}/orders"]
        return run(command, cwd=Path(target))
