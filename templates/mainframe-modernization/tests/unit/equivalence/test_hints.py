"""What many differences have in common is said once: a field that stands somewhere else."""

from pathlib import Path

from records.codec import Codec
from records.copybook import parse_copybook
from tests.support.equivalence_files import compared

OLD = """\
       01  REC.
           05  A                       PIC X(2).
           05  B                       PIC X(6).
           05  C                       PIC X(4).
"""
NEW = """\
       01  REC.
           05  B                       PIC X(6).
           05  A                       PIC X(2).
           05  C                       PIC X(4).
"""
BEFORE, AFTER = (parse_copybook(text, name="REC.cpy") for text in (OLD, NEW))
RECORDS = [{"A": f"{number:02}", "B": f"B{number:05}", "C": "SAME"} for number in range(10, 14)]


def test_an_output_whose_field_moved_is_told_from_the_golden_file(tmp_path: Path) -> None:
    golden, output = ([Codec(layout).encode(each) for each in RECORDS] for layout in (BEFORE, AFTER))
    (hint,) = compared(tmp_path, golden, output, layout=BEFORE).hints
    assert hint.startswith("B: what is expected at offset 2 stands at offset 0 in each of the 4 records of the output")


def test_a_golden_file_of_an_older_copybook_is_told_from_the_output(tmp_path: Path) -> None:
    golden, output = ([Codec(layout).encode(each) for each in RECORDS] for layout in (BEFORE, AFTER))
    (hint,) = compared(tmp_path, golden, output, layout=AFTER).hints
    assert "B: what is in the output at offset 0 stands at offset 2 in each of the 4 records of the golden file" in hint


def test_one_record_is_no_reason_for_a_hint(tmp_path: Path) -> None:
    golden, output = ([Codec(layout).encode(RECORDS[0])] for layout in (BEFORE, AFTER))
    result = compared(tmp_path, golden, output, layout=BEFORE)
    assert (result.hints, result.equal) == ([], False)
