"""The gates run in containers too: their reports come out, their exit code is that of make, and no container stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# What docker and podman do with these words, without an image.
ENGINE = """\
#!/bin/sh
echo "$*" >> engine.log
case "$1" in
create) echo c1 ;;
start) exit "$GATE_ENDS_WITH" ;;
cp) echo "<testsuites/>" > "$3/gate.xml" ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The Makefile of this repository, and an engine beside it."""
    for name in ("Makefile", "workload/workload.mk"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "engine").write_text(ENGINE)
    (tmp_path / "engine").chmod(0o755)
    return tmp_path


def make(folder: Path, target: str, *, code: int = 0, tool: str = "./engine", **more: str) -> tuple[int, str]:
    """The exit code, and what was printed. code: how the container ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "CODEBUILD"))}
    variables = {**kept, "GATE_ENDS_WITH": str(code), "CONTAINER_TOOL": tool, **more}
    command = ["make", f"SYSTEM_PYTHON={sys.executable}", target]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("target", "stage", "reports"),
    [("equivalence-container", "gate", "/reports"), ("cobol-test-container", "cobol-tests", "/build/reports")],
)
@pytest.mark.parametrize("code", [0, 1])
def test_a_stage_is_built_and_run_and_its_reports_are_kept_whatever_it_finds(
    folder: Path, target: str, stage: str, reports: str, code: int
) -> None:
    ended, _ = make(folder, target, code=code)
    # make itself ends with 2 when something in it failed.
    assert ended == (2 if code else 0)
    assert (folder / "reports/gate.xml").is_file()
    assert (folder / "engine.log").read_text().splitlines() == [
        f"build --target {stage} --tag {stage}:local .",
        f"create {stage}:local",
        "start --attach c1",
        f"cp c1:{reports}/. reports",
        "rm c1",
    ]
    assert f" AS {stage}\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_what_needs_the_compiler_runs_after_the_gate_of_the_image_in_the_same_repository(folder: Path) -> None:
    assert make(folder, "cobol-check-container")[0] == 0
    last = (folder / "engine.log").read_text().splitlines()[-2:]
    assert last[0].startswith(f"run --rm --volume {folder}:/repository ")
    assert "cobol-test cobol-analysis compiled" in last[1]


def test_without_an_engine_it_says_what_to_install(folder: Path) -> None:
    ended, said = make(folder, "equivalence-container", tool="nothing-of-this-name")
    assert ended != 0
    assert "nothing-of-this-name is not installed here; install it, or name another one: make CONTAINER_TOOL=" in said


def test_help_keeps_each_target_apart_from_its_text(folder: Path) -> None:
    ended, said = make(folder, "help")

    assert ended == 0
    rows = dict(line.split(maxsplit=1) for line in said.splitlines() if not line.startswith("make"))
    assert rows["equivalence-container"].startswith("The same as equivalence")
    # A step that is there, and the name of each target that another one recommends.
    assert "FROM=POST.ACCTPOST" in rows["run-job"]
