"""`copier copy` of the default repository, beside a template of the same files with one question and no Jinja."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, paired, run, seconds
from benchmarks.template import Releases, copy

TIMES = 3


def measure() -> Iterator[Figure]:
    """Seconds, memory, and the ratio to the plain template."""
    with TemporaryDirectory() as scratch:
        ours = Releases(Path(scratch) / "ours").folder
        plain = Releases(Path(scratch) / "plain", _plain_template(Path(scratch) / "files")).folder
        of_ours, of_plain = paired(TIMES, lambda: _copy(ours), lambda: _copy(plain))
    yield Figure("copier copy of the default repository", seconds(of_ours), unit="s")
    yield Figure("  its memory", max(each.mebibytes for each in of_ours), 60, "MiB")
    yield Figure("  against the same files without Jinja", seconds(of_ours) / seconds(of_plain), 1.6)


def _copy(template: Path) -> Run:
    with TemporaryDirectory() as target:
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", str(template), f"{target}/orders"]
        return run(command, cwd=Path(target))


def _plain_template(target: Path) -> Path:
    copy(target / "template")
    (target / "copier.yml").write_text("_subdirectory: template\nname: {type: str, default: orders}\n", "utf-8")
    return target
