"""What is written in a copybook: columns, comments, continuation, COPY, levels without storage."""

from pathlib import Path

from records.copybook import parse_copybook, parse_records, read_copybook
from records.layout import Layout, Sign, Usage


def _names(layout: Layout) -> list[str]:
    return [each.name for each in layout]


def test_columns_1_to_6_and_behind_72_are_no_text() -> None:
    layout = parse_copybook(
        "000100 01  R.                                                           R0000001\n"
        "000200     05  A PIC X(2).                                              PIC X(9)\n",
        name="R.cpy",
    )
    assert [(each.name, each.length, each.line) for each in layout] == [("A", 2, 2)]


def test_comments_debugging_lines_and_directives_of_the_listing_are_no_text() -> None:
    layout = parse_copybook(
        "       01  R.\n"
        "      * 05 NO PIC X.\n"
        "      / 05 NO PIC X.\n"
        "      D    05 NO PIC X.\n"
        "           EJECT\n"
        "           SKIP2\n"
        "           TITLE 'The record'.\n"
        "           05 A PIC X. *> 05 NO PIC X.\n"
        "           05 B PIC X VALUE '*>'. 05 C PIC X.\n",
        name="R.cpy",
    )
    assert _names(layout) == ["A", "B", "C"]
    assert layout.find("B").value == "*>"


def test_a_continued_literal_goes_on_behind_its_quote_and_a_continued_word_at_its_first_letter() -> None:
    line = "           05  A PIC X(90) VALUE '"
    layout = parse_copybook(
        f"       01  R.\n{line}{'x' * (70 - len(line))}\n      -    'yz'.\n"
        "           05  LONG-\n      -        NAME PIC X.\n",
        name="R.cpy",
    )
    # The literal takes the line up to column 72, two spaces here.
    assert layout.find("A").value == "x" * (70 - len(line)) + "  yz"
    assert layout.find("LONG-NAME").length == 1


def test_a_copybook_without_level_01_is_a_record_of_its_name() -> None:
    layout = parse_copybook("           05  A PIC X.\n           05  B PIC X(2).\n", name="ACCTREC.cpy")
    assert (layout.name, layout.longest, _names(layout)) == ("ACCTREC", 3, ["A", "B"])


def test_several_records_are_told_apart_by_name() -> None:
    text = "       01  A.\n           05  X PIC X.\n       77  B PIC 9(3).\n       01  C PIC X(5).\n"
    assert [(each.name, each.longest) for each in parse_records(text, name="R.cpy")] == [("A", 1), ("B", 3), ("C", 5)]
    assert parse_copybook(text, name="R.cpy", record="c").longest == 5


def test_conditions_belong_to_their_item_and_take_no_storage() -> None:
    layout = parse_copybook(
        """\
           05  KIND PIC X.
               88  KNOWN VALUES ARE 'A' 'B', 'X' THRU 'Z'.
               88  EMPTY-KIND VALUE SPACE WHEN SET TO FALSE IS 'A'.
           05  N PIC S9(3).
               88  LOW VALUE -5 THROUGH ZERO.
       66  BOTH RENAMES KIND THRU N.
""",
        name="R.cpy",
    )
    assert dict(layout.find("KIND").conditions) == {"KNOWN": ("A", "B", "X THRU Z"), "EMPTY-KIND": (" ",)}
    assert dict(layout.find("N").conditions) == {"LOW": ("-5 THRU 0",)}
    assert layout.longest == 4


def test_usage_and_sign_of_a_group_hold_below_it() -> None:
    layout = parse_copybook(
        """\
           05  G USAGE COMPUTATIONAL-3.
               10  A PIC S9(3).
               10  B PIC S9(3) BINARY.
           05  H SIGN IS LEADING SEPARATE.
               10  C PIC S9(3).
               10  D PIC 9(3).
""",
        name="R.cpy",
    )
    assert [layout.find(name).usage for name in "AB"] == [Usage.PACKED, Usage.BINARY]
    assert [(layout.find(name).sign, layout.find(name).length) for name in "CD"] == [
        (Sign.LEADING_SEPARATE, 4),
        (Sign.NONE, 3),
    ]


def test_copy_puts_in_the_copybook_beside_with_its_replacements(tmp_path: Path) -> None:
    (tmp_path / "PART.cpy").write_text(
        "           05  :TAG:-ID PIC X(4).\n           05  OLD-NAME PIC 9(2) COMP-3.\n           05  WHOLE PIC X.\n"
    )
    (tmp_path / "REC.cpy").write_text(
        "       01  R.\n"
        "           03  ONE. COPY PART REPLACING ==:TAG:== BY ==A==\n"
        "               WHOLE BY ENTIRE ==PIC 9(2) COMP-3== BY ==PIC 9(4)==.\n"
        "           03  TWO. COPY 'PART' REPLACING LEADING ==OLD== BY ==NEW==\n"
        "               ==:TAG:== BY ==B==.\n"
    )
    layout = read_copybook(tmp_path / "REC.cpy")
    assert [leaf.path for leaf in layout.leaves()] == [
        *("ONE.A-ID", "ONE.OLD-NAME", "ONE.ENTIRE"),
        *("TWO.B-ID", "TWO.NEW-NAME", "TWO.WHOLE"),
    ]
    assert [leaf.length for leaf in layout.leaves()] == [4, 4, 1, 4, 2, 1]


def test_tags_of_a_copybook_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "R.cpy").write_text("           05  :PRE:-ID PIC X.\n")
    assert _names(read_copybook(tmp_path / "R.cpy", replacing={":PRE:": "ACCT"})) == ["ACCT-ID"]


def test_a_declaration_of_db2_takes_no_storage() -> None:
    text = "           EXEC SQL DECLARE T TABLE (C CHAR(2) NOT NULL) END-EXEC.\n           10  C PIC X(2).\n"
    assert _names(parse_copybook(text, name="DCLT.cpy")) == ["C"]


def test_a_table_whose_fewest_occurrences_are_not_written_has_one_at_least() -> None:
    layout = parse_copybook("           05 N PIC 9.\n           05 T PIC X(3) OCCURS 5 DEPENDING ON N.\n", name="R.cpy")
    assert (layout.find("T").occurs_at_least, layout.shortest, layout.longest) == (1, 4, 16)
