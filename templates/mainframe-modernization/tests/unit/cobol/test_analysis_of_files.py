"""The analysis finds each result of a file that nothing looks at."""

from pathlib import Path

import pytest

from tests.support.cobol_findings import found

FILES = """SELECT MASTER ASSIGN TO MASTER
    FILE STATUS IS MASTER-STATUS.
SELECT REPORT-OUT ASSIGN TO REPORT
    FILE STATUS IS REPORT-STATUS.
---
FD  MASTER.
01  MASTER-RECORD PIC X(8).
FD  REPORT-OUT.
01  REPORT-RECORD PIC X(8).
"""
STATUS = (
    "01  STATUSES.\n    05  MASTER-STATUS PIC XX.\n        88  MASTER-OK VALUE '00'.\n    05  REPORT-STATUS PIC XX."
)


@pytest.mark.parametrize(
    ("procedure", "unseen"),
    [
        ("    OPEN INPUT MASTER\n    GOBACK.", ["file-status 1"]),
        ("    OPEN INPUT MASTER\n    IF NOT MASTER-OK\n        GOBACK\n    END-IF\n    GOBACK.", []),
        ("    OPEN INPUT MASTER\n    IF MASTER-STATUS NOT = '00'\n        GOBACK\n    END-IF\n    GOBACK.", []),
        # Another file's status is not its own.
        (
            "    OPEN INPUT MASTER\n    IF REPORT-STATUS NOT = '00'\n        GOBACK\n    END-IF\n    GOBACK.",
            ["file-status 1"],
        ),
        # The next statement on a file overwrites what was not looked at.
        (
            "    OPEN INPUT MASTER\n    READ MASTER\n    IF NOT MASTER-OK\n        GOBACK\n    END-IF\n    GOBACK.",
            ["file-status 1"],
        ),
        (
            "    OPEN INPUT MASTER OUTPUT REPORT-OUT\n    IF NOT MASTER-OK\n        GOBACK\n    END-IF\n    GOBACK.",
            ["file-status 1"],
        ),
        ("    WRITE REPORT-RECORD\n    GOBACK.", ["file-status 1"]),
        ("    WRITE REPORT-RECORD\n    DISPLAY REPORT-STATUS\n    GOBACK.", []),
        ("    CLOSE MASTER\n    GOBACK.", ["file-status 1"]),
        (
            "A-1.\n    CLOSE MASTER\n    PERFORM B-1\n    GOBACK.\nB-1.\n    IF MASTER-OK\n        EXIT\n    END-IF.",
            [],
        ),
        ("A-1.\n    PERFORM B-1 UNTIL NOT MASTER-OK\n    GOBACK.\nB-1.\n    READ MASTER.", []),
        ("    PERFORM UNTIL NOT MASTER-OK\n        READ MASTER\n    END-PERFORM\n    GOBACK.", []),
        # AT END is one of many results.
        ("    READ MASTER\n        AT END\n            GOBACK\n    END-READ\n    GOBACK.", ["file-status 1"]),
    ],
)
def test_results_of_files_that_nothing_looks_at_are_found(procedure: str, unseen: list[str], tmp_path: Path) -> None:
    assert found(tmp_path, procedure, STATUS, FILES) == unseen


@pytest.mark.parametrize(
    ("look", "unseen"),
    [
        ("DISPLAY 'X'", ["file-status 1"]),
        ("DISPLAY MASTER-STATUS", []),
        ("IF NOT MASTER-OK CONTINUE END-IF", []),
        # An item before one with level 77 is no group of it.
        ("DISPLAY BEFORE-IT", ["file-status 1"]),
    ],
)
def test_a_status_with_level_77_is_looked_at_by_its_name_and_its_conditions(
    look: str, unseen: list[str], tmp_path: Path
) -> None:
    status = "01  BEFORE-IT PIC X.\n77  REPORT-STATUS PIC XX.\n77  MASTER-STATUS PIC XX.\n    88  MASTER-OK VALUE '00'."
    assert found(tmp_path, f"    READ MASTER\n    {look}\n    GOBACK.", status, FILES) == unseen


def test_a_file_without_file_status_is_found_at_its_select(tmp_path: Path) -> None:
    files = FILES.replace("\n    FILE STATUS IS MASTER-STATUS", "")
    said = found(tmp_path, "    OPEN INPUT MASTER\n    GOBACK.", STATUS, files)
    assert len(said) == 1
    assert said[0].startswith("file-status -")


def test_a_declarative_looks_after_its_file(tmp_path: Path) -> None:
    declared = (
        "DECLARATIVES.\nD-1 SECTION.\n    USE AFTER STANDARD ERROR PROCEDURE ON MASTER.\nD-2.\n    DISPLAY 'X'.\n"
        "END DECLARATIVES.\nA SECTION.\n    OPEN INPUT MASTER\n    GOBACK."
    )
    assert found(tmp_path, declared, STATUS, FILES) == []
