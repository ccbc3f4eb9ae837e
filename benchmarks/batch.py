"""A batch step through its runner, beside the bare executable on the same file: COBOL that computes interest."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, paired, run, seconds
from benchmarks.template import ROOT

TIMES = 3
LENGTH = 300
MEBIBYTES = 1024
# At least 0.9 of the executable's throughput.
AT_MOST = 1 / 0.9
RUNTIME = ROOT / "templates" / "mainframe-modernization" / "workload" / "service" / "runtime"
SOURCE = """
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CALCINT.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT IN-FILE  ASSIGN TO INDD.
           SELECT OUT-FILE ASSIGN TO OUTDD.
       DATA DIVISION.
       FILE SECTION.
       FD  IN-FILE.
       01  IN-RECORD.
           05  IN-KEY      PIC X(10).
           05  IN-AMOUNT   PIC S9(9)V99 COMP-3.
           05  FILLER      PIC X(284).
       FD  OUT-FILE.
       01  OUT-RECORD.
           05  FILLER       PIC X(289).
           05  OUT-INTEREST PIC S9(9)V99.
       WORKING-STORAGE SECTION.
       01  TOTAL           PIC S9(15)V99 COMP-3 VALUE ZERO.
       01  RATE            PIC S9(3)V9(4) COMP-3 VALUE 1.25.
       01  INTEREST        PIC S9(9)V99 COMP-3.
       01  ENDED           PIC X VALUE 'N'.
       PROCEDURE DIVISION.
           OPEN INPUT IN-FILE OUTPUT OUT-FILE.
           PERFORM UNTIL ENDED = 'Y'
             READ IN-FILE
               AT END MOVE 'Y' TO ENDED
               NOT AT END
                 MOVE IN-RECORD TO OUT-RECORD
                 COMPUTE INTEREST ROUNDED = IN-AMOUNT * RATE / 36500
                   ON SIZE ERROR MOVE ZERO TO INTEREST
                 END-COMPUTE
                 ADD INTEREST TO TOTAL
                 MOVE INTEREST TO OUT-INTEREST
                 WRITE OUT-RECORD
             END-READ
           END-PERFORM.
           CLOSE IN-FILE OUT-FILE.
           DISPLAY TOTAL.
           STOP RUN.
"""
JOB = """
name: SPEED
steps:
- name: CALCINT
  program: CALCINT
  datasets:
  - {dd: INDD, dataset: BANK.IN, format: fixed, length: 300}
  - {dd: OUTDD, dataset: BANK.OUT, disposition: [NEW, CATLG], format: fixed, length: 300}
"""


def measure() -> Iterator[Figure]:
    """Seconds of both, and their ratio: what the runner adds is its start, a count and a hash of the output."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _prepare(folder)
        bare, stepped = paired(TIMES, lambda: _bare(folder), lambda: _step(folder))
    yield Figure(f"COBOL over {MEBIBYTES} MiB, the bare executable", seconds(bare), unit="s")
    yield Figure("  as a batch step", seconds(stepped), unit="s")
    yield Figure("  against the bare executable", seconds(stepped) / seconds(bare), AT_MOST)
    yield Figure("  its memory", max(each.mebibytes for each in stepped), 200, "MiB")


def _prepare(folder: Path) -> None:
    for name in ("datasets", "jobs", "programs"):
        (folder / name).mkdir()
    (folder / "jobs" / "SPEED.yaml").write_text(JOB, "utf-8")
    (folder / "jobs" / "datasets.yaml").write_text("datasets: []\n", "utf-8")
    (folder / "CALCINT.cbl").write_text(SOURCE, "utf-8")
    compiled = folder / "programs" / "CALCINT"
    subprocess.run(["cobc", "-x", "-std=ibm", "-o", str(compiled), str(folder / "CALCINT.cbl")], check=True)
    record = b"0000000001" + bytes.fromhex("00000012345c") + b" " * (LENGTH - 16)
    with (folder / "datasets" / "BANK.IN").open("wb") as file:
        for _ in range(MEBIBYTES):
            file.write(record * ((1 << 20) // LENGTH))


def _bare(folder: Path) -> Run:
    files = {"DD_INDD": str(folder / "datasets" / "BANK.IN"), "DD_OUTDD": str(folder / "bare.out")}
    return run([str(folder / "programs" / "CALCINT")], cwd=folder, environment=files)


def _step(folder: Path) -> Run:
    command = [sys.executable, "-m", "batch", "run", "SPEED", "--jobs", "jobs", "--datasets", "datasets"]
    # What it writes lies on the disk of what it read, as it does without the runner.
    environment = {"PYTHONPATH": str(RUNTIME), "TMPDIR": str(folder), "PATH": os.environ["PATH"]}
    return run([*command, "--programs", "programs"], cwd=folder, environment=environment)
