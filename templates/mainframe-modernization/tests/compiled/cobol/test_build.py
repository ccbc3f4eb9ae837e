"""The build compiles what changed, refuses every warning, and leaves nothing old behind."""

import subprocess
from pathlib import Path

import pytest

from tests.support.cobol_sources import repository, source
from workload.cobol.compiler import build
from workload.cobol.dialect import Dialect
from workload.cobol.errors import CobolError

MAIN = source("MAIN", "    DISPLAY GREETING\n    GOBACK.", data="    COPY GREETING.")
CALLED = source("CALLED", "    MOVE 'X' TO AREA-1\n    GOBACK.", using="AREA-1")
GREETING = {"GREETING": "01  GREETING PIC X(5) VALUE 'HELLO'."}


def compiled(folder: Path, dialect: Dialect = Dialect.IBM) -> dict[str, bool]:
    return {each.artifact.name: each.compiled for each in build(folder, folder / "build/cobol", dialect=dialect)}


def refusal(folder: Path) -> CobolError:
    with pytest.raises(CobolError) as refused:
        compiled(folder)
    return refused.value


def test_a_main_program_becomes_an_executable_and_a_subprogram_a_module(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN, "CALLED": CALLED}, GREETING)
    assert compiled(tmp_path) == {"CALLED.so": True, "MAIN": True}
    shown = subprocess.run([tmp_path / "build/cobol/MAIN"], capture_output=True, text=True, check=True).stdout
    assert shown == "HELLO\n"
    assert not list((tmp_path / "build/cobol").glob(".cobc-*"))


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN, "CALLED": CALLED}, GREETING)
    compiled(tmp_path)
    assert compiled(tmp_path) == {"CALLED.so": False, "MAIN": False}
    repository(tmp_path, {"CALLED": CALLED.replace("'X'", "'Y'")})
    assert compiled(tmp_path) == {"CALLED.so": True, "MAIN": False}
    repository(tmp_path, {}, {"GREETING": GREETING["GREETING"].replace("HELLO", "ADIEU")})
    assert compiled(tmp_path) == {"CALLED.so": False, "MAIN": True}
    assert compiled(tmp_path, Dialect.MVS) == {"CALLED.so": True, "MAIN": True}


def test_a_copybook_within_a_copybook_counts(tmp_path: Path) -> None:
    outer = {"GREETING": "01  GREETING.\n    COPY INNER.", "INNER": "    05  FILLER PIC X(5) VALUE 'HELLO'."}
    repository(tmp_path, {"MAIN": MAIN}, outer)
    compiled(tmp_path)
    repository(tmp_path, {}, {"INNER": outer["INNER"].replace("HELLO", "ADIEU")})
    assert compiled(tmp_path) == {"MAIN": True}


def test_an_artifact_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": CALLED})
    compiled(tmp_path)
    (tmp_path / "build/cobol/CALLED.so").unlink()
    assert compiled(tmp_path) == {"CALLED.so": True}


def test_a_program_whose_source_is_gone_is_removed(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN, "CALLED": CALLED}, GREETING)
    compiled(tmp_path)
    (tmp_path / "cbl/CALLED.cbl").unlink()
    compiled(tmp_path)
    assert not (tmp_path / "build/cobol/CALLED.so").exists()


def test_a_program_that_fails_does_not_stay_in_its_old_form(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN, "CALLED": CALLED}, GREETING)
    compiled(tmp_path)
    repository(tmp_path, {"CALLED": CALLED.replace("TO AREA-1", "TO NOWHERE")})
    error = refusal(tmp_path)
    assert str(error) == "cbl/CALLED.cbl, line 9: 'NOWHERE' is not defined."
    assert "cbl/CALLED.cbl:9: error: 'NOWHERE' is not defined" in error.details
    assert not (tmp_path / "build/cobol/CALLED.so").exists()
    assert (tmp_path / "build/cobol/MAIN").exists()


def test_a_warning_stops_the_build(tmp_path: Path) -> None:
    data = "01  SHORT-TEXT PIC X(2) VALUE 'TOO LONG'."
    repository(tmp_path, {"MAIN": source("MAIN", "    DISPLAY SHORT-TEXT\n    GOBACK.", data=data)})
    assert "line 6: value size exceeds data size" in str(refusal(tmp_path))
    assert "the build allows no warnings" in str(refusal(tmp_path))


def test_text_behind_column_72_is_refused(tmp_path: Path) -> None:
    cut = CALLED.replace("MOVE 'X' TO AREA-1", "MOVE 'X' TO AREA-1".ljust(62) + "MOVE 'Y' TO AREA-1")
    repository(tmp_path, {"CALLED": cut})
    said = str(refusal(tmp_path))
    assert said.startswith("cbl/CALLED.cbl, line 9: ")
    assert "Put it before column 73" in said


def test_all_programs_that_fail_are_named(tmp_path: Path) -> None:
    repository(tmp_path, {name: CALLED.replace("CALLED", name).replace("MOVE", "MOOVE") for name in ("ONE", "TWO")})
    assert [line.split(",")[0] for line in str(refusal(tmp_path)).splitlines()] == ["cbl/ONE.cbl", "cbl/TWO.cbl"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            source("OTHER", "    GOBACK.").encode(),
            "cbl/MAIN.cbl has PROGRAM-ID OTHER: CALL and JCL would look for MAIN.",
        ),
        (
            b"       DATA DIVISION.\n",
            "cbl/MAIN.cbl has no PROGRAM-ID in columns 8 to 72; expected for example `PROGRAM-ID. ACCTPOST.`.",
        ),
        (b"      * \xc1\xc2\n", "cbl/MAIN.cbl has the byte X'C1' at offset 8, which is not UTF-8"),
    ],
)
def test_a_source_that_is_no_program_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": ""})
    (tmp_path / "cbl/MAIN.cbl").write_bytes(content)
    assert str(refusal(tmp_path)).startswith(said)


def test_a_missing_copybook_is_named_with_its_line(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN}, {"OTHER": "01  OTHER-1 PIC X."})
    assert str(refusal(tmp_path)).startswith("cbl/MAIN.cbl, line 6: GREETING")


def test_an_error_in_a_copybook_names_the_copybook(tmp_path: Path) -> None:
    repository(tmp_path, {"MAIN": MAIN}, {"GREETING": "01  GREETING PIC X(5) VALUE 'HELLO'.\n01  WRONG PICT X."})
    assert str(refusal(tmp_path)).startswith("cpy/GREETING.cpy, line 2: ")


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    assert "has no COBOL program; expected for example cbl/ACCTPOST.cbl" in str(refusal(tmp_path))
