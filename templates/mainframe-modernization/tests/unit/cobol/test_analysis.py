"""Each check of the analysis finds what it is for, and nothing in a program that does it right."""

from pathlib import Path

import pytest

from tests.support.cobol_findings import found

AMOUNTS = """
01  A PIC S9(5)V99 COMP-3.
01  B PIC S9(5) COMP-3.
01  C PIC X(4).
01  D PIC 9(4).
01  T.
    05  E PIC 9 OCCURS 9.
"""


@pytest.mark.parametrize(
    ("procedure", "dead"),
    [
        ("FIRST-ONE.\n    GOBACK.\nSECOND-ONE.\n    DISPLAY 'X'.", ["dead-paragraph 3"]),
        ("FIRST-ONE.\n    DISPLAY 'X'.\nSECOND-ONE.\n    GOBACK.", []),
        ("FIRST-ONE.\n    PERFORM SECOND-ONE\n    GOBACK.\nSECOND-ONE.\n    DISPLAY 'X'.", []),
        ("FIRST-ONE.\n    IF 1 = 1\n        GOBACK\n    END-IF.\nSECOND-ONE.\n    GOBACK.", []),
        ("FIRST-ONE.\n    GO TO THIRD-ONE.\nSECOND-ONE.\n    GOBACK.\nTHIRD-ONE.\n    GOBACK.", ["dead-paragraph 3"]),
        # Performed by a paragraph that is dead itself.
        ("A-1.\n    GOBACK.\nB-1.\n    PERFORM C-1.\nC-1.\n    GOBACK.", ["dead-paragraph 3", "dead-paragraph 5"]),
        # Behind the end of a performed paragraph control returns: nothing falls into the next one.
        ("A-1.\n    PERFORM B-1\n    GOBACK.\nB-1.\n    DISPLAY 'X'.\nC-1.\n    DISPLAY 'Y'.", ["dead-paragraph 6"]),
        ("A-1.\n    PERFORM B-1 THRU C-1\n    GOBACK.\nB-1.\n    DISPLAY 'X'.\nC-1.\n    DISPLAY 'Y'.", []),
        ("A SECTION.\n    PERFORM B\n    GOBACK.\nB SECTION.\n    DISPLAY 'X'.\nB-2.\n    DISPLAY 'Y'.", []),
        (
            "A SECTION.\n    GOBACK.\nB SECTION.\n    DISPLAY 'X'.\nB-2.\n    DISPLAY 'Y'.",
            ["dead-paragraph 3", "dead-paragraph 5"],
        ),
        ("A-1.\n    GO TO B-1 C-1 DEPENDING ON D\n    GOBACK.\nB-1.\n    GOBACK.\nC-1.\n    GOBACK.", []),
        # What a phrase does is not always done, whether it is written with all its words or not.
        ("A-1.\n    ADD 1 TO D\n        SIZE ERROR GOBACK.\nB-1.\n    GOBACK.", []),
        ("A-1.\n    CALL 'X'\n        EXCEPTION GOBACK.\nB-1.\n    GOBACK.", []),
        # A word in a literal performs nothing.
        ("A-1.\n    DISPLAY 'PERFORM B-1'\n    GOBACK.\nB-1.\n    GOBACK.", ["dead-paragraph 4"]),
    ],
)
def test_paragraphs_that_nothing_reaches_are_found(procedure: str, dead: list[str], tmp_path: Path) -> None:
    assert found(tmp_path, procedure, AMOUNTS) == dead


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DIVIDE A BY B GIVING A", ["zero-divide 1"]),
        ("DIVIDE B INTO A", ["zero-divide 1"]),
        ("DIVIDE A BY 360 GIVING A", []),
        ("COMPUTE A = A / B", ["zero-divide 1"]),
        ("COMPUTE A = A / 0", ["zero-divide 1"]),
        ("COMPUTE A = A * B / 36000", []),
        ("COMPUTE A = A / 360 * B", ["intermediate-quotient 1"]),
        ("COMPUTE A = A + B / 360", ["intermediate-quotient 1"]),
        ("COMPUTE A = (B / 360)", []),
        ("COMPUTE A = B * (A / 360)", ["intermediate-quotient 1"]),
        ("COMPUTE A = E(D + 1) * B / 36000", []),
        ("COMPUTE A = A / 100 / 360", ["intermediate-quotient 1"]),
        ("COMPUTE A = A / B ON SIZE ERROR MOVE 0 TO A END-COMPUTE", []),
    ],
)
def test_divisions_of_another_arithmetic_are_found(statement: str, said: list[str], tmp_path: Path) -> None:
    assert found(tmp_path, f"    {statement}\n    GOBACK.", AMOUNTS) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("C < 'A1'", ["collating-order 1"]),
        ("C IS GREATER THAN C", ["collating-order 1"]),
        ("T > SPACES", []),
        ("D > 5", []),
        ("D > '05'", []),
        ("E(D) < 5", []),
        ("C = 'A1'", []),
        ("C < HIGH-VALUE", []),
        ("C > LOW-VALUES", []),
    ],
)
def test_comparisons_that_depend_on_the_code_are_found(condition: str, said: list[str], tmp_path: Path) -> None:
    procedure = f"    IF {condition}\n        CONTINUE\n    END-IF\n    GOBACK."
    assert found(tmp_path, procedure, AMOUNTS) == said


@pytest.mark.parametrize(
    ("procedure", "said"),
    [
        # In EBCDIC these are all letters and digits, in ASCII nothing.
        ("EVALUATE C\n        WHEN 'A' THRU '9'\n            CONTINUE\n    END-EVALUATE", ["collating-order 2"]),
        ("EVALUATE C\n        WHEN ' ' THROUGH 'Z'\n            CONTINUE\n    END-EVALUATE", ["collating-order 2"]),
        ("EVALUATE C\n        WHEN 'A' THRU 'Z'\n            CONTINUE\n    END-EVALUATE", []),
        ("EVALUATE C\n        WHEN '0' THRU '9'\n            CONTINUE\n    END-EVALUATE", []),
        # A binary search trusts the order of its table.
        ("SEARCH ALL K\n        WHEN K-CODE(I) = 'A'\n            CONTINUE\n    END-SEARCH", ["collating-order 2"]),
        ("SEARCH ALL K\n        WHEN K-NUMBER(I) = 1\n            CONTINUE\n    END-SEARCH", []),
        ("SEARCH K\n        WHEN K-CODE(I) = 'A'\n            CONTINUE\n    END-SEARCH", []),
    ],
)
def test_ranges_and_searches_that_depend_on_the_code_are_found(procedure: str, said: list[str], tmp_path: Path) -> None:
    data = (
        "01  C PIC X(4).\n01  TABLES.\n    05  K OCCURS 9 ASCENDING KEY IS K-CODE INDEXED BY I.\n"
        "        10  K-CODE PIC X.\n        10  K-NUMBER PIC 9."
    )
    assert found(tmp_path, f"    {procedure}\n    GOBACK.", data) == said


def test_a_finding_in_a_copybook_names_the_copybook_and_its_line(tmp_path: Path) -> None:
    copybook = {"RULES": "RULE-1.\n    DIVIDE A BY B GIVING A."}
    assert found(tmp_path, "A-1.\n    PERFORM RULE-1\n    GOBACK.\n    COPY RULES.", AMOUNTS, "", copybook) == [
        "zero-divide cpy/RULES.cpy:2"
    ]
