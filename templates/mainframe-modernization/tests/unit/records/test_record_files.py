from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from records.check import invalid_values
from records.code_pages import CodePage
from records.copybook import parse_copybook
from records.file_error import FileError
from records.files import Format, read_chunks
from records.writing import write_records

LAYOUT = parse_copybook(
    """\
       01  R.
           05  ID-NO   PIC 9(3).
           05  AMOUNT  PIC S9(3) COMP-3.
""",
    name="R.cpy",
)
TEXT = parse_copybook("       01  R.\n           05  T PIC X(5).\n", name="T.cpy")


@given(count=st.integers(0, 50), chunk_bytes=st.integers(1, 100))
def test_the_size_of_chunks_changes_no_record(
    count: int, chunk_bytes: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("chunks") / "IN"
    content = b"".join(b"%03d\x12\x3c" % number for number in range(count))
    path.write_bytes(content)
    chunks = list(read_chunks(path, LAYOUT, Format.FIXED, chunk_bytes=chunk_bytes))
    assert b"".join(chunk.records.tobytes() for chunk in chunks) == content
    assert [number for chunk in chunks for number in chunk.numbers] == list(range(1, count + 1))
    assert [offset for chunk in chunks for offset in chunk.offsets] == list(range(0, 5 * count, 5))
    assert [chunk.first for chunk in chunks] == [int(chunk.numbers[0]) for chunk in chunks]
    assert max((chunk.records.nbytes for chunk in chunks), default=0) <= max(chunk_bytes, LAYOUT.longest)


def test_a_file_that_ends_within_a_record_gives_all_before_it_and_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ACCTIN"
    path.write_bytes(b"001\x12\x3c002\x12\x3c003")
    faults: list[FileError] = []
    assert [len(chunk.records) for chunk in read_chunks(path, LAYOUT, Format.FIXED, faults=faults)] == [2]
    assert [str(fault) for fault in faults] == [
        "ACCTIN, record 3 at offset 10: found 3 bytes at the end of the file, expected a record of 5 bytes."
    ]
    with pytest.raises(FileError, match="record 3 at offset 10"):
        list(read_chunks(path, LAYOUT, Format.FIXED))


def test_numbers_that_are_none_are_named_with_their_place_and_the_others_are_not(tmp_path: Path) -> None:
    path = tmp_path / "ACCTIN"
    # A blank number, a nibble that is no digit, a nibble that is no sign, and two good records among them.
    path.write_bytes(b"001\x12\x3c   \x12\x3c003\x1a\x3c004\x12\x3d005\x12\x33")
    said = [
        str(fault)
        for chunk in read_chunks(path, LAYOUT, Format.FIXED, chunk_bytes=10)
        for fault in invalid_values(chunk, LAYOUT, CodePage.ASCII, file="ACCTIN")
    ]
    packed = "expected digits and the sign nibble C or D or F (AMOUNT PIC S9(3) COMP-3)."
    assert said == [
        "ACCTIN, record 2 at offset 5: found ID-NO X'202020', expected digits (ID-NO PIC 9(3) DISPLAY).",
        f"ACCTIN, record 3 at offset 13: found AMOUNT X'1A3C', {packed}",
        f"ACCTIN, record 5 at offset 23: found AMOUNT X'1233', {packed}",
    ]


def test_lines_are_filled_with_spaces_and_a_longer_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "IN"
    path.write_bytes(b"ab\n\nabcdefghijkl\nabcde\nend")
    faults: list[FileError] = []
    chunks = list(read_chunks(path, TEXT, Format.LINES, chunk_bytes=1, faults=faults))
    assert b"".join(chunk.records.tobytes() for chunk in chunks) == b"ab        abcdeend  "
    assert [int(number) for chunk in chunks for number in chunk.numbers] == [1, 2, 4, 5]
    assert [str(fault) for fault in faults] == [
        "IN, record 3 at offset 4: found a line of more than 5 bytes, expected at most 5."
    ]
    write_records(tmp_path / "OUT", chunks, Format.LINES)
    assert (tmp_path / "OUT").read_bytes() == b"ab\n\nabcde\nend\n"


def test_lines_hold_no_packed_fields_since_a_byte_of_them_may_be_a_line_feed(tmp_path: Path) -> None:
    (tmp_path / "IN").write_bytes(b"")
    with pytest.raises(FileError, match="found AMOUNT COMP-3, expected text and DISPLAY alone"):
        list(read_chunks(tmp_path / "IN", LAYOUT, Format.LINES))
    with pytest.raises(FileError, match="OUT, record 2 at offset 0: found a line feed in the record"):
        write_records(tmp_path / "OUT", [np.frombuffer(b"abcdeab\nde", np.uint8).reshape(2, 5)], Format.LINES)
    assert not (tmp_path / "OUT").exists()


def test_records_that_cannot_be_written_leave_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "OUT"
    path.write_bytes(b"before")

    def rows() -> Iterator[NDArray[np.uint8]]:
        yield np.zeros((2, 5), np.uint8)
        raise FileError(file="IN", record=3, offset=10, found="3 bytes", expected="5")

    with pytest.raises(FileError, match="record 3"):
        write_records(path, rows(), Format.FIXED)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["OUT"]
