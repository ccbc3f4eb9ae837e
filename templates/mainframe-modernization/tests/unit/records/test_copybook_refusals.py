"""What cannot be read is said in one sentence; nothing is guessed."""

from pathlib import Path

import pytest

from records.copybook import CopybookError, parse_copybook, read_copybook

WRONG = {
    "05 A PIC X(2)": "R.cpy, line 2: found X(2) at the end, expected a period.",
    "05 A PIC X. WHAT.": "found WHAT, expected a level number (01 to 49, 66, 77 or 88).",
    "05 A PIC X PACKED.": "found PACKED, expected a clause such as PIC, USAGE, OCCURS, REDEFINES or VALUE.",
    "05 A PIC Q(3).": "found A PIC Q(3), expected a PICTURE such as X(10), S9(7)V99 or ZZ,ZZ9.99-.",
    "05 A PIC N(3).": "found A PIC N(3), expected characters of one byte each",
    "05 A PIC P9P.": "found A PIC P9P, expected P on one side of the digits.",
    "05 A PIC X(999999999999).": "found A PIC X(999999999999), expected at most 134217728 characters.",
    "05 A PIC X OCCURS 99999999.": "found R with 99999999 items, all occurrences counted, expected at most 262144.",
    "05 A PIC 9(32) COMP-3.": "found A PIC 9(32), expected at most 31 digits.",
    "05 A PIC 9(19) COMP.": "found A 19 digits in COMP, expected at most 18.",
    "05 A PIC X COMP-3.": "found A PIC X with COMP-3, expected digits alone, as S9(7)V99.",
    "05 A PIC 9 COMP-1.": "found A PIC 9 with COMP-1, expected COMP-1 without PIC.",
    "05 A USAGE INDEX.": "found INDEX, expected DISPLAY, BINARY, COMP, COMP-1 to COMP-5 or PACKED-DECIMAL.",
    "05 A PIC S9(4) COMP SYNC.": "found A SYNCHRONIZED, expected COMP without it: compilers insert different bytes.",
    "05 A PIC 9V9 BLANK WHEN ZERO.": "found A PIC 9V9 BLANK WHEN ZERO, expected digits alone",
    "05 A.": "found A without PIC and without items below it, expected one of both.",
    "05 A PIC X. 10 B PIC X.": "found A with PIC X and items below it, expected PIC on elementary items alone.",
    "05 A. 10 B PIC X. 07 C PIC X.": "found C at level 07, expected level 10, as the items beside it.",
    "05 A PIC X. 05 B REDEFINES C PIC X.": "found B REDEFINES C, expected the item just before it at its level",
    "05 A PIC X. 05 X PIC X. 05 B REDEFINES A PIC X.": "found B REDEFINES A, expected the item just before it",
    "05 A PIC X OCCURS 2. 05 B REDEFINES A PIC X.": "found B REDEFINES A, a table, expected an item without OCCURS.",
    "05 A PIC X OCCURS 1 TO 3.": "found the end of the entry, expected DEPENDING ON, since OCCURS has two numbers.",
    "05 A PIC X OCCURS N.": "found N, expected a number, as in OCCURS 1 TO 10 TIMES DEPENDING ON COUNT.",
    "05 A PIC X OCCURS 3 TO 1 DEPENDING ON N.": "found A OCCURS 3 TO 1, expected the smaller number first",
    "05 A PIC X OCCURS 1 TO 3 DEPENDING ON N.": "found A DEPENDING ON N, expected the only item of that name",
    "05 N PIC X. 05 A PIC X OCCURS 1 TO 3 DEPENDING ON N.": "found A DEPENDING ON N, expected the only item",
    "05 A PIC X. 05 A PIC X.": "found A a second time (line 2 has it too), expected names that a group has once.",
    "88 A VALUE 1.": "found A at level 88, expected an item before it.",
    "05 A PIC X. 88 B.": "found B at level 88, expected a name and VALUE, as 88 ACTIVE VALUE 'A'.",
    "05 A PIC X. 66 B RENAMES C.": "found B RENAMES C, expected an item of the record before it.",
    "05 A PIC X VALUE 'open.": "found a literal without its end, expected '.",
    "COPY OTHER.": "found COPY OTHER, expected no COPY, since no folder is known.",
    "EXEC SQL INCLUDE OTHER END-EXEC.": "found EXEC SQL INCLUDE, expected data or EXEC SQL DECLARE TABLE.",
    "": "found no data description, expected an entry such as 05 ACCT-ID PIC 9(11).",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_copybook_that_cannot_be_read_is_named_with_its_line(text: str) -> None:
    with pytest.raises(CopybookError) as refused:
        parse_copybook(f"\n           {text}\n", name="R.cpy")
    said = str(refused.value)
    assert WRONG[text] in said
    assert said.startswith("R.cpy, line ") and said.endswith(".") and "\n" not in said


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("      X    05 A PIC X.", "R.cpy, line 1: found 'X' in column 7, expected a space, *, /, - or D."),
        # The compiler would read X(2 and go on with the next line.
        (f"           05  A{' ' * 49}PIC X(25).", "R.cpy, line 1: found 5). behind column 72, expected text up to"),
        (f"           05  A PIC X.{' ' * 50}V1.0 OF 2026", "R.cpy, line 1: found V1.0 OF 2026 behind column 72"),
    ],
)
def test_columns_are_those_of_the_fixed_format(line: str, sentence: str) -> None:
    with pytest.raises(CopybookError) as refused:
        parse_copybook(line, name="R.cpy")
    assert sentence in str(refused.value)


def test_one_of_several_records_must_be_named() -> None:
    with pytest.raises(CopybookError, match="found the records A, B, expected one, or its name given"):
        parse_copybook("       01  A PIC X.\n       01  B PIC X.\n", name="R.cpy")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("R: {A: {by: KIND, on: B}}", "the value True, which YAML does not take as text: write it in quotes"),
        ("R: {A: {by: KIND, x: C}}", "x: C, which does not redefine it"),
        ("R: {A: {by: NONE, x: B}}", "by NONE, which is no item at a fixed place outside of tables"),
        ("R: {KIND: {by: KIND, x: B}}", "KIND: no item that is redefined"),
        ("R: {A: {x: B}}", "A: without `by`"),
        ("R: {A: [", "found text that is no YAML"),
        ("R: [A]", "found R: ['A'], expected copybook: {item: {by: item, value: item}}"),
        ("- R", "found ['R'], expected copybook: {item: {by: item, value: item}}"),
    ],
)
def test_a_rule_for_redefinitions_that_does_not_fit_is_refused(tmp_path: Path, rule: str, sentence: str) -> None:
    (tmp_path / "redefines.yaml").write_text(rule)
    (tmp_path / "R.cpy").write_text(
        "           05  KIND PIC X.\n           05  A PIC X(2).\n           05  B REDEFINES A PIC S9(3) COMP-3.\n"
    )
    with pytest.raises(CopybookError) as refused:
        read_copybook(tmp_path / "R.cpy")
    assert str(refused.value).startswith("redefines.yaml, line ") and sentence in str(refused.value)


def test_a_copy_that_is_not_there_or_comes_back_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "R.cpy").write_text("           COPY NOWHERE.\n")
    with pytest.raises(CopybookError, match=r"R.cpy, line 1: found COPY NOWHERE, expected the file NOWHERE.cpy in"):
        read_copybook(tmp_path / "R.cpy")
    (tmp_path / "R.cpy").write_text("           COPY R.\n")
    with pytest.raises(CopybookError, match="COPY at most 16 deep"):
        read_copybook(tmp_path / "R.cpy")
