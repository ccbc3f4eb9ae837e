"""How compiled COBOL ends: return codes, run-time errors of libcob, signals."""

import io
import subprocess
import textwrap
import threading
import time
from pathlib import Path

import pytest

from batch.program import Ended, Program

SOURCE = """
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ENDS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT OUT-FILE ASSIGN TO OUTDD.
       DATA DIVISION.
       FILE SECTION.
       FD  OUT-FILE.
       01  OUT-RECORD     PIC X(20).
       WORKING-STORAGE SECTION.
       01  PARM           PIC X(20).
       01  PLACE          PIC 9(4) VALUE 9000.
       01  TEXT-ITEM      PIC X(3) VALUE 'ABC'.
       01  MODULE-NAME    PIC X(8) VALUE 'NOSUCH'.
       PROCEDURE DIVISION.
           ACCEPT PARM FROM COMMAND-LINE.
           OPEN OUTPUT OUT-FILE.
           MOVE PARM TO OUT-RECORD.
           WRITE OUT-RECORD.
           DISPLAY 'PARM ' PARM.
           EVALUATE PARM
             WHEN 'CALL'   CALL MODULE-NAME
             WHEN 'PLACE'  DISPLAY TEXT-ITEM(PLACE:1)
             WHEN 'TWENTY' MOVE 20 TO RETURN-CODE
             WHEN 'ONE'    MOVE 1 TO RETURN-CODE
             WHEN OTHER    MOVE 12 TO RETURN-CODE
           END-EVALUATE.
           CLOSE OUT-FILE.
           STOP RUN.
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A main program of GnuCOBOL that ends as its PARM says."""
    folder = tmp_path_factory.mktemp("cobol")
    (folder / "ENDS.cbl").write_text(SOURCE)
    subprocess.run(["cobc", "-x", "-std=ibm", "-debug", "ENDS.cbl"], cwd=folder, check=True)
    return folder / "ENDS"


def run(command: list[str], folder: Path) -> tuple[Ended, str]:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    printed = io.BytesIO()
    ended = Program(command, dds={"OUTDD": folder / "out"}, folder=work).run(printed=printed, echo=None)
    return ended, printed.getvalue().decode()


def test_parm_reaches_a_program_and_its_dd_names_the_file(compiled: Path, tmp_path: Path) -> None:
    ended, printed = run([str(compiled), "TWO  WORDS"], tmp_path)

    assert (ended.code, ended.abend) == (12, "")
    assert "PARM TWO  WORDS" in printed
    assert (tmp_path / "out").read_bytes() == b"TWO  WORDS".ljust(20)


def test_return_code_1_is_no_run_time_error_and_a_run_time_error_is_no_return_code_1(
    compiled: Path, tmp_path: Path
) -> None:
    assert run([str(compiled), "ONE"], tmp_path)[0].code == 1

    for parm, said in (("CALL", "module 'NOSUCH' not found"), ("PLACE", "out of bounds")):
        ended, printed = run([str(compiled), parm], tmp_path)
        assert ended.code is None
        assert ended.abend.startswith("run-time error of COBOL: ")
        assert said in ended.abend
        assert "libcob: " in printed


def test_16_and_above_is_an_abend(compiled: Path, tmp_path: Path) -> None:
    ended, _ = run([str(compiled), "TWENTY"], tmp_path)

    assert (ended.code, ended.abend) == (None, "return code 20, and 16 and above is an abend")


def test_stop_ends_the_program_and_all_that_it_started(tmp_path: Path) -> None:
    script = tmp_path / "slow"
    script.write_text(
        textwrap.dedent("""\
        #!/bin/sh
        sleep 60 &
        touch "$DD_STARTED"
        wait
        """)
    )
    script.chmod(0o755)
    started = tmp_path / "started"
    program = Program([str(script)], dds={"STARTED": started}, folder=tmp_path)
    ended: list[Ended] = []
    thread = threading.Thread(target=lambda: ended.append(program.run(printed=io.BytesIO(), echo=None)))
    thread.start()
    until = time.monotonic() + 30
    while not started.exists() and time.monotonic() < until:
        time.sleep(0.01)

    program.stop()

    # The child holds the pipe open: without its end this would wait for a minute.
    thread.join(30)
    assert ended[0].abend == "signal SIGTERM"
