"""`make cobol` compiles in the dialect of cobol.toml."""

import subprocess
import sys
from pathlib import Path

from tests.support.cobol_behaviours import REPOSITORY
from tests.support.cobol_sources import repository, source

PROGRAM = source("MAIN", "    GOBACK.")


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workload.cobol", "build"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_dialect_compiles_everything_again(tmp_path: Path) -> None:
    file = repository(tmp_path, {"MAIN": PROGRAM}) / "cobol.toml"
    assert "compiled" in build(tmp_path).stdout
    assert "up to date" in build(tmp_path).stdout
    file.write_text(file.read_text().replace('"ibm"', '"mvs"'))
    assert "compiled" in build(tmp_path).stdout


def test_a_dialect_that_is_unknown_is_one_sentence_and_nothing_is_compiled(tmp_path: Path) -> None:
    file = repository(tmp_path, {"MAIN": PROGRAM}) / "cobol.toml"
    file.write_text(file.read_text().replace('"ibm"', '"cobol85"'))
    done = build(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cobol.toml says dialect = 'cobol85'; expected ibm, mvs, cobol2014")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "build").exists()
