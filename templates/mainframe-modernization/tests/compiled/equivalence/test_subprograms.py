"""A subprogram is called once for each golden area; whatever it does to its process turns the case red."""

from pathlib import Path

import pytest

from records.code_pages import CodePage
from tests.support.equivalence_files import COPYBOOK, payment
from tests.support.equivalence_gate import ENVIRONMENT, Repository
from workload.cobol.cobc import compile_program

# Not INITIAL: what it counts in WORKING-STORAGE is there at the next call, unless it is cancelled.
SOURCE = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. PAYSUB.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-CALLS                         PIC S9(4) COMP VALUE 0.
       LINKAGE SECTION.
       01  PAY-AREA.
{copybook}      *    NOT IN THE COPYBOOK THAT THE CASE KNOWS.
           05  PAY-BEHIND                   PIC X(1).
       PROCEDURE DIVISION USING PAY-AREA.
       PAY-MAIN SECTION.
           ADD 1 TO WS-CALLS.
           MOVE WS-CALLS TO PAY-COUNT.
           IF PAY-ID = 2
{action}
           END-IF.
           GOBACK.
       END PROGRAM PAYSUB.
"""
CALL = "               CONTINUE"
FILE = "copybook: PAYMENT, format: fixed, code_page: 037"


# Fills what is freed, so that who reads it later fails.
PERTURBED = '{COB_CURRENT_DATE: "2026/01/31 08:00:00", MALLOC_PERTURB_: "165"}'


def run(repository: Repository, action: str, initial: str = "", environment: str = ENVIRONMENT) -> int:
    """The gate, with a subprogram that does this in its second call."""
    source = repository.folder / "PAYSUB.cbl"
    text = SOURCE.format(action=action, copybook=COPYBOOK.split("\n", 1)[1])
    source.write_text(text.replace("PROGRAM-ID. PAYSUB.", f"PROGRAM-ID. PAYSUB{initial}."))
    target = repository.folder / "programs/PAYSUB.so"
    compile_program(source, target, executable=False, copybooks=[repository.folder / "cpy"])
    (repository.folder / "programs/PAYJOB").unlink()
    expected = b"".join(payment(number, CodePage.CP037, count=1) for number in range(1, 4))
    (repository.folder / "out.bin").write_bytes(expected)
    areas = [f"{{AREA: {{{key}: {name}.bin, {FILE}}}}}" for key, name in (("file", "in"), ("expected", "out"))]
    repository.cases(program="PAYSUB", subprogram="true", inputs=areas[0], outputs=areas[1], environment=environment)
    return repository.run()


def test_each_call_begins_afresh_and_gives_its_area(repository: Repository) -> None:
    assert run(repository, CALL) == 0, repository.report


def test_an_initial_program_is_called_as_often_as_there_are_areas(repository: Repository) -> None:
    assert run(repository, CALL, " IS INITIAL", PERTURBED) == 0, repository.report


@pytest.mark.parametrize(
    ("action", "sentences"),
    [
        ("               STOP RUN", ["record missing: record 2", "record missing: record 3"]),
        (
            "               MOVE 'X' TO PAY-BEHIND",
            ["PAYSUB wrote past the end of its area of 44 bytes"],
        ),
        ("               MOVE 8 TO RETURN-CODE", ["return code 8, expected 0"]),
        ("               MOVE -1 TO RETURN-CODE", ["return code 255, expected 0"]),
        ("               CALL 'NOTHERE'\n               END-CALL", ["PAYSUB abended: module 'NOTHERE' not found"]),
        (
            "               MOVE 'OTHER' TO PAY-NAME",
            ["of PAY-NAME at offset 6: expected 'NAME 2', actual 'OTHER'"],
        ),
    ],
)
def test_what_a_call_does_wrong_is_named(repository: Repository, action: str, sentences: list[str]) -> None:
    assert run(repository, action) == 1
    said = (repository.folder / "reports/e.xml").read_text()
    for sentence in sentences:
        assert sentence in said


def test_a_module_that_is_no_program_is_named(repository: Repository) -> None:
    assert run(repository, CALL) == 0
    Path(repository.folder / "programs/PAYSUB.so").write_bytes(b"no module")
    assert repository.run() == 1
    assert "PAYSUB cannot be loaded from" in repository.report
