"""Files that the build would pass over, and folders that it cannot write to."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.cobol_behaviours import REPOSITORY
from tests.support.cobol_sources import repository, source
from workload.cobol.compiler import build
from workload.cobol.errors import CobolError

CALLED = source("CALLED", "    GOBACK.", using="AREA-1")


@pytest.mark.parametrize(
    ("file", "right"),
    [
        ("cbl/OTHER.CBL", "cbl/OTHER.cbl"),
        ("cbl/other.cob", "cbl/OTHER.cbl"),
        ("cpy/OTHER.CPY", "cpy/OTHER.cpy"),
        ("cpy/OTHER.cbl", "cpy/OTHER.cpy"),
    ],
)
def test_a_source_with_another_suffix_is_refused_and_not_passed_over(file: str, right: str, tmp_path: Path) -> None:
    """The compiler would find such a copybook, and the build would not see that it changed."""
    repository(tmp_path, {"CALLED": CALLED}, {"UNUSED": "01  U PIC X."})
    (tmp_path / file).write_text("")
    with pytest.raises(CobolError, match=f"^{file} is no file that the build looks for: rename it to {right}."):
        build(tmp_path, tmp_path / "build")


def test_a_file_of_another_kind_may_lie_beside_them(tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": CALLED}, {"UNUSED": "01  U PIC X."})
    (tmp_path / "cpy/redefines.yaml").write_text("")
    assert [each.name for each in build(tmp_path, tmp_path / "build")] == ["CALLED"]


def test_a_list_of_programs_that_was_tampered_with_removes_nothing_elsewhere(tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": CALLED})
    (tmp_path / "build").mkdir()
    (tmp_path / "build/.inputs.json").write_text(json.dumps({"../cbl/CALLED.cbl": "", "OLD": ""}))
    (tmp_path / "build/OLD").write_text("")
    build(tmp_path, tmp_path / "build")
    assert (tmp_path / "cbl/CALLED.cbl").exists()
    assert not (tmp_path / "build/OLD").exists()


@pytest.mark.parametrize("arguments", [("build", "--target", "cobol.toml"), ("test", "--junit", "cobol.toml/x.xml")])
def test_a_folder_that_cannot_be_written_is_one_sentence(arguments: tuple[str, ...], tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": CALLED})
    (tmp_path / "tests/cobol").mkdir(parents=True)
    (tmp_path / "tests/cobol/TNONE.cbl").write_text(source("TNONE", "    GOBACK."))
    done = subprocess.run(
        [sys.executable, "-m", "workload.cobol", *arguments],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("cobol.toml")
    assert " cannot be read or written: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_ctrl_c_ends_it_with_one_sentence_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": CALLED})
    (tmp_path / "tests/cobol").mkdir(parents=True)
    (tmp_path / "tests/cobol/TLOOPS.cbl").write_text(
        source(
            "TLOOPS",
            "    PERFORM UNTIL A = 1\n        CONTINUE\n    END-PERFORM\n    GOBACK.",
            data="77  A PIC 9 VALUE 0.",
        )
    )
    started = subprocess.Popen(
        [sys.executable, "-m", "workload.cobol", "test"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "build/cobol-tests/TLOOPS").exists() and started.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    assert (started.returncode, errors.count("\n")) == (130, 1)
    assert errors.startswith("Interrupted: ")
    assert not list((tmp_path / "build").rglob(".cobc-*"))
    assert not (tmp_path / "reports").exists()
