"""A program reads the records of a file that was converted from the form of a mainframe."""

from pathlib import Path

from records.frames import header
from records.writing import Counts, variable_to_cobol
from tests.support.records_compiler import run

RECORDS = (b"0", b"3abc", b"9abcdefghi")
# Counts the records, and shows each with its length.
READS = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. READS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT INFILE ASSIGN TO "IN" ORGANIZATION SEQUENTIAL
               FILE STATUS IS WS-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  INFILE RECORD VARYING FROM 1 TO 10 DEPENDING ON WS-LENGTH.
       01  R                          PIC X(10).
       WORKING-STORAGE SECTION.
       01  WS-STATUS                  PIC X(2).
       01  WS-LENGTH                  PIC 9(4).
       PROCEDURE DIVISION.
           OPEN INPUT INFILE.
           READ INFILE.
           PERFORM UNTIL WS-STATUS NOT = "00"
               DISPLAY WS-LENGTH " " R(1:WS-LENGTH)
               READ INFILE
           END-PERFORM.
           DISPLAY WS-STATUS.
           CLOSE INFILE.
           STOP RUN.
"""


def test_a_program_reads_the_records_of_a_converted_file(tmp_path: Path) -> None:
    (tmp_path / "mainframe").write_bytes(b"".join(header(len(each), counted=True) + each for each in RECORDS))
    counts = variable_to_cobol(tmp_path / "mainframe", tmp_path / "IN")
    assert counts == Counts(records=3, bytes=15)
    printed = run(tmp_path, "READS", READS, environment={"DD_IN": str(tmp_path / "IN")})
    assert printed.splitlines() == ["0001 0", "0004 3abc", "0010 9abcdefghi", "10"]
