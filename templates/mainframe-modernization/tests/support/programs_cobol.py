"""A COBOL subprogram that does what its caller asks for, also what no program should do."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from programs.pool import Pool
from programs.program import Program
from records.copybook import parse_copybook
from workload.cobol.cobc import compile_program

COPYBOOK = """\
           05  PROBE-ACTION                 PIC X(8).
           05  PROBE-NUMBER                 PIC S9(7)V99 COMP-3.
           05  PROBE-CALLS                  PIC 9(4).
           05  PROBE-SEEN                   PIC X(8).
"""

# Not INITIAL: what it keeps in WORKING-STORAGE is there at the next call, unless it is cancelled.
SOURCE = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. PROBE.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-CALLS                         PIC 9(4) VALUE 0.
       01  WS-LAST-ACTION                   PIC X(8) VALUE SPACES.
       01  WS-COUNTED                       PIC 9(4) VALUE 0.
       01  WS-SIGNAL                        PIC S9(9) COMP-5 VALUE 11.
       LINKAGE SECTION.
       01  PROBE-AREA.
           COPY PROBEREC.
      *    NOT IN THE COPYBOOK THAT THE CALLER KNOWS.
           05  PROBE-BEHIND                 PIC X(1).
       PROCEDURE DIVISION USING PROBE-AREA.
       PROBE-MAIN SECTION.
           ADD 1 TO WS-CALLS.
           MOVE WS-CALLS TO PROBE-CALLS.
           MOVE WS-LAST-ACTION TO PROBE-SEEN.
           MOVE PROBE-ACTION TO WS-LAST-ACTION.
           EVALUATE PROBE-ACTION
               WHEN 'DOUBLE'
                   COMPUTE PROBE-NUMBER = PROBE-NUMBER * 2
               WHEN 'STOP'
                   STOP RUN
               WHEN 'ABEND'
                   CALL 'raise' USING BY VALUE WS-SIGNAL
                   END-CALL
               WHEN 'ERROR'
                   CALL 'NOTHERE'
                   END-CALL
               WHEN 'LOOP'
                   PERFORM WITH TEST AFTER UNTIL WS-CALLS = 0
                       MOVE 1 TO WS-CALLS
                   END-PERFORM
               WHEN 'SLEEP'
                   CALL 'usleep' USING BY VALUE 200000
                   END-CALL
               WHEN 'COUNT'
                   CALL 'COUNTER' USING WS-COUNTED
                   END-CALL
                   MOVE WS-COUNTED TO PROBE-CALLS
               WHEN 'SAY'
                   DISPLAY 'HELLO FROM COBOL'
               WHEN 'FLOOD'
                   PERFORM 20000 TIMES
                       DISPLAY 'A LINE THAT NOBODY WAITS FOR'
                   END-PERFORM
               WHEN 'CODE'
                   COMPUTE RETURN-CODE = PROBE-NUMBER
               WHEN 'BEYOND'
                   MOVE 'X' TO PROBE-BEHIND
           END-EVALUATE.
           GOBACK.
       END PROGRAM PROBE.
"""

# What PROBE calls; it keeps a state too.
COUNTER = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. COUNTER.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-CALLS                         PIC 9(4) VALUE 0.
       LINKAGE SECTION.
       01  COUNTER-CALLS                    PIC 9(4).
       PROCEDURE DIVISION USING COUNTER-CALLS.
       COUNTER-MAIN SECTION.
           ADD 1 TO WS-CALLS.
           MOVE WS-CALLS TO COUNTER-CALLS.
           GOBACK.
       END PROGRAM COUNTER.
"""


def compiled(folder: Path, name: str = "PROBE", source: str = SOURCE, *, copybooks: Path | None = None) -> Path:
    """`folder` with `name`.so, compiled as the build compiles; by default the probe with its copybook."""
    if copybooks is None:
        (folder / "PROBEREC.cpy").write_text(COPYBOOK, "ascii")
    path = folder / f"{name}.cbl"
    path.write_text(source, "ascii")
    compile_program(path, folder / f"{name}.so", executable=False, copybooks=(copybooks or folder,))
    return folder


def probe(folder: Path, module: str = "PROBE", *, cancels: tuple[str, ...] | None = None) -> Program:
    """The program as a pool calls it."""
    return Program(module, parse_copybook(COPYBOOK, name="PROBEREC"), folder=folder, cancels=cancels)


async def ask(pool: Pool, action: str, number: object = 0) -> dict[str, Any]:
    """One call; PROBE-NUMBER, PROBE-CALLS and PROBE-SEEN come back."""
    return await pool.call({"PROBE-ACTION": action, "PROBE-NUMBER": number, "PROBE-CALLS": 0, "PROBE-SEEN": ""})


async def until(holds: Callable[[], bool], wait: Callable[[float], Awaitable[None]], seconds: float = 10.0) -> None:
    """Return as soon as it holds; replacements start in the background."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await wait(0.02)
    raise AssertionError("it did not become so")
