"""Files of every form: variable records of a mainframe, lines, redefined areas, tables that depend on a count."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from equivalence.compare import compare
from equivalence.findings import OutputResult
from equivalence.plan import Plan
from equivalence.rule_file import read_rules
from equivalence.rules import Rule
from equivalence.sides import Side, longest_line, text_layout
from records.code_pages import CodePage
from records.copybook import read_copybook
from records.files import Format
from records.layout import Layout
from tests.support.equivalence_files import said
from tests.support.equivalence_gate import COPY, Repository

ORDER = """\
       01  ORDER-RECORD.
           05  ORD-KIND               PIC X.
           05  ORD-LINES              PIC 9.
           05  ORD-CARD               PIC X(4).
           05  ORD-LOAN REDEFINES ORD-CARD.
               10  ORD-RATE           PIC S9(7) COMP-3.
"""
TABLE = """\
           05  ORD-LINE OCCURS 1 TO 5 TIMES DEPENDING ON ORD-LINES.
               10  ORD-AMOUNT         PIC S9(3) COMP-3.
"""


def order(folder: Path, text: str = ORDER, *, decided: bool = True) -> Layout:
    """The copybook, with or without the rule that says which area a record has."""
    (folder / "ORDER.cpy").write_text(text)
    if decided:
        rule = "ORDER: {ORD-CARD: {by: ORD-KIND, C: ORD-CARD, L: ORD-LOAN}}"
        (folder / "redefines.yaml").write_text(rule)
    return read_copybook(folder / "ORDER.cpy")


def result(
    folder: Path,
    layout: Layout,
    golden: bytes,
    output: bytes,
    format: Format = Format.FIXED,
    rules: Sequence[Rule] = (),
) -> OutputResult:
    """Both in ASCII; `golden` as the mainframe frames it, `output` as GnuCOBOL does."""
    for name, content in (("golden", golden), ("output", output)):
        (folder / name).write_bytes(content)
    written = Format.COBOL_VARIABLE if format is Format.VARIABLE else format
    left, right = (
        Side(path=folder / name, name=name, layout=layout, format=each, code_page=CodePage.ASCII)
        for name, each in (("golden", format), ("output", written))
    )
    return compare(left, right, Plan(layout, [], rules), dd="ORDOUT")


@pytest.mark.parametrize(("kind", "equal"), [(b"L", True), (b"C", False)])
def test_a_redefined_area_is_compared_as_its_record_says(tmp_path: Path, kind: bytes, equal: bool) -> None:
    layout = order(tmp_path)
    records = [kind + b"0" + bytes.fromhex(each) for each in ("0000012C", "0000012F")]
    assert result(tmp_path, layout, records[0], records[1]).equal == equal


@pytest.mark.parametrize(("kind", "equal"), [(b"L", True), (b"C", False)])
def test_a_mask_holds_only_where_a_record_has_the_field(tmp_path: Path, kind: bytes, equal: bool) -> None:
    layout = order(tmp_path)
    (tmp_path / "rules.yaml").write_text("- {rule: mask, copybook: ORDER, field: ORD-LOAN, reason: a test}")
    records = [kind + b"0" + bytes.fromhex(each) for each in ("0000012C", "0000099C")]
    assert result(tmp_path, layout, records[0], records[1], rules=read_rules(tmp_path / "rules.yaml")).equal == equal


def test_a_redefined_area_without_a_rule_is_compared_by_bytes(tmp_path: Path) -> None:
    text = ORDER.replace("PIC S9(7) COMP-3", "PIC X(4)").replace("PIC X(4)", "PIC S9(7) COMP-3", 1)
    layout = order(tmp_path, text, decided=False)
    records = [b"L0" + bytes.fromhex(each) for each in ("0000012C", "0000012F")]
    (line,) = said(result(tmp_path, layout, records[0], records[1]))
    assert "expected X'0000012C', actual X'0000012F' (equal by value, compared by bytes)" in line


def test_a_filler_of_one_reading_is_not_masked_where_another_may_hold(tmp_path: Path) -> None:
    text = ORDER.replace("05  ORD-CARD               PIC X(4)", "05  ORD-CARD.\n               10  FILLER PIC X(4)")
    (tmp_path / "rules.yaml").write_text("- {rule: mask, copybook: ORDER, field: FILLER, reason: a test}")
    rules = read_rules(tmp_path / "rules.yaml")
    records = [b"C0" + bytes.fromhex(each) for each in ("0000012C", "0000099C")]
    assert result(tmp_path, order(tmp_path, text), records[0], records[1], rules=rules).equal
    (tmp_path / "redefines.yaml").unlink()
    assert not result(tmp_path, order(tmp_path, text, decided=False), records[0], records[1], rules=rules).equal


def test_variable_records_of_the_mainframe_are_compared_with_those_of_cobol(tmp_path: Path) -> None:
    layout = order(tmp_path, ORDER + TABLE)
    records = [b"C2CARD" + bytes.fromhex("001C002C"), b"C1CARD" + bytes.fromhex("003C")]
    golden, output = (b"".join((len(each) + more).to_bytes(2) + b"\0\0" + each for each in records) for more in (4, 0))
    same = result(tmp_path, layout, golden, output, Format.VARIABLE)
    assert same.equal
    assert (same.expected, same.actual) == (2, 2)
    changed = output[:-2] + bytes.fromhex("004C")
    (line,) = said(result(tmp_path, layout, golden, changed, Format.VARIABLE))
    assert "record 2 of ORD-LINE(1).ORD-AMOUNT at offset 6: expected 3, actual 4" in line


def test_a_variable_record_of_another_length_is_named(tmp_path: Path) -> None:
    layout = order(tmp_path, ORDER + TABLE)
    golden = b"\0\x0c\0\0C1CARD" + bytes.fromhex("003C")
    output = b"\0\x0a\0\0C2CARD" + bytes.fromhex("003C005C")
    lines = said(result(tmp_path, layout, golden, output, Format.VARIABLE))
    assert any("record length differs: record 1: expected 8 bytes, actual 10 bytes" in line for line in lines)
    assert any("ORD-LINES" in line for line in lines)


@pytest.mark.parametrize(
    ("golden", "output", "sentence"),
    [
        (b"A\nB\n", b"A   \nB\n", ""),
        (b"TOTAL 1.00\n", b"TOTAL 1.01\n", "of LINE at offset 0: expected 'TOTAL 1.00', actual 'TOTAL 1.01'"),
        (b"A\nB\n", b"A\n", "record missing: record 2, at offset 2 of the file"),
        (b"A\n", b"A\r\n", "actual 'A\\x0d'"),
        (b"", b"A\n", "record extra: record 1"),
    ],
)
def test_lines_are_compared_without_the_spaces_at_their_end(
    tmp_path: Path, golden: bytes, output: bytes, sentence: str
) -> None:
    for name, content in (("golden", golden), ("output", output)):
        (tmp_path / name).write_bytes(content)
    layout = text_layout(max(longest_line(tmp_path / name) for name in ("golden", "output")))
    lines = said(result(tmp_path, layout, golden, output, Format.LINES))
    assert [sentence in line for line in lines] == ([True] if sentence else [])


def test_a_variable_input_reaches_the_program_without_its_record_descriptor_word(repository: Repository) -> None:
    file = "copybook: PAYMENT, format: variable, code_page: 037"
    records = (repository.folder / "in.bin").read_bytes()
    framed = b"".join(b"\0\x30\0\0" + records[start : start + 44] for start in range(0, len(records), 44))
    for name in ("in.bin", "out.bin"):
        (repository.folder / name).write_bytes(framed)
    repository.program(f'test "$(head -c 2 "$DD_PAYIN" | od -An -tu1 | tr -d " ")" = 044 || exit 8; {COPY}')
    repository.cases(
        inputs=f"{{PAYIN: {{file: in.bin, {file}}}}}", outputs=f"{{PAYOUT: {{expected: out.bin, {file}}}}}"
    )
    assert repository.run() == 0, repository.report
