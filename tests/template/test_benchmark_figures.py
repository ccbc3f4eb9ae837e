"""What a benchmark says of a command is of the command alone, whatever the process that measures it has loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.figures import run

MEBIBYTE = 2**20


def test_the_memory_of_a_command_is_its_own_and_not_of_who_measures_it(tmp_path: Path) -> None:
    of_ours = bytearray(b"x") * (200 * MEBIBYTE)
    assert run(["true"], cwd=tmp_path).mebibytes < 50
    assert len(of_ours) == 200 * MEBIBYTE


def test_the_memory_and_the_time_of_the_processor_are_those_that_a_command_needs(tmp_path: Path) -> None:
    taken = run([sys.executable, "-c", f"b'x' * (100 * {MEBIBYTE}); sum(range(3_000_000))"], cwd=tmp_path)
    assert 100 < taken.mebibytes < 200
    assert taken.cpu_seconds > 0.03
    assert taken.seconds > 0.03


def test_a_command_that_fails_or_does_not_start_has_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        run([sys.executable, "-c", "print('what is wrong'); raise SystemExit(3)"], cwd=tmp_path)
    assert "what is wrong" in capsys.readouterr().err
    with pytest.raises(OSError, match="no-such-program does not start"):
        run(["no-such-program"], cwd=tmp_path)
