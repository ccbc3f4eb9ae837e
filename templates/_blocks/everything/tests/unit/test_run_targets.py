"""While `make check` runs a person sees what it does, and nothing that a target says is lost or mixed."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent.parent.parent / "run_targets.py"
MAKEFILE = """
slow: ; @echo slow begins; sleep 0.4; echo slow ends
slower: ; @sleep 1.2
quick: ; @echo quick
failing: ; @echo the reason; exit 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Makefile").write_text(MAKEFILE, "utf-8")
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(PROGRAM), "--make", "make", *arguments]


def environment() -> dict[str, str]:
    """That of a person: neither a CI system nor a make around it."""
    return {name: value for name, value in os.environ.items() if name not in {"CI", "MAKEFLAGS", "MAKELEVEL"}}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=30
    )


def in_terminal(folder: Path, *arguments: str) -> Iterator[str]:
    """What a terminal gets, piece by piece."""
    ours, theirs = os.openpty()  # type: ignore[attr-defined,unused-ignore]
    variables = {**environment(), "TERM": "xterm"}
    with subprocess.Popen(command(*arguments), cwd=folder, env=variables, stdout=theirs, stderr=theirs):
        os.close(theirs)
        # Linux answers with an error when the other end is closed, other systems with nothing.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 4096):
                yield part.decode()
    os.close(ours)


def test_a_failure_stops_no_other_target_and_is_named_at_the_end(folder: Path) -> None:
    done = run(folder, "failing", "quick")
    assert done.returncode == 1
    assert "the reason" in done.stdout
    assert "--- quick: passed" in done.stdout
    assert done.stdout.splitlines()[-1] == "Failed: failing"


def test_in_order_nothing_runs_after_a_failure(folder: Path) -> None:
    done = run(folder, "--in-order", "failing", "quick")
    assert done.returncode == 1
    assert "--- quick" not in done.stdout


def test_a_log_gets_plain_lines_and_what_two_targets_print_is_not_mixed(folder: Path) -> None:
    done = run(folder, "slow", "quick")
    assert done.returncode == 0
    assert done.stdout.startswith("Side by side: slow, quick\n--- quick: passed")
    assert "slow begins\nslow ends\n" in done.stdout
    assert not re.search("[\r\x1b]", done.stdout)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals that Python can open")
def test_a_terminal_shows_what_runs_before_it_ends(folder: Path) -> None:
    heard = list(in_terminal(folder, "slower"))
    assert "Side by side: slower" in heard[0]
    assert re.search(r"running: slower [12] s.*--- slower: passed", "".join(heard), re.DOTALL)
