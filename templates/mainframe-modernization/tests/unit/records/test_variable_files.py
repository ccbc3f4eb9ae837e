"""Variable records: a mainframe's lengths count themselves, GnuCOBOL's do not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.copybook import parse_copybook
from records.file_error import FileError
from records.files import Format, read_chunks
from records.frames import header
from records.writing import Counts, cobol_to_variable, variable_to_cobol, write_records

LAYOUT = parse_copybook(
    """\
       01  R.
           05  N  PIC 9.
           05  T  PIC X OCCURS 0 TO 9 DEPENDING ON N.
""",
    name="R.cpy",
)


@given(records=st.lists(st.binary(max_size=40), max_size=30))
def test_a_file_comes_back_byte_for_byte_with_the_same_counts(
    records: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("frames")
    (folder / "before").write_bytes(_variable(records))
    there = variable_to_cobol(folder / "before", folder / "cobol")
    back = cobol_to_variable(folder / "cobol", folder / "after")
    assert there == back == Counts(records=len(records), bytes=sum(map(len, records)))
    assert (folder / "after").read_bytes() == (folder / "before").read_bytes()


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1000])
def test_a_record_of_a_wrong_length_is_named_and_the_rest_is_read(tmp_path: Path, chunk_bytes: int) -> None:
    path = tmp_path / "IN"
    path.write_bytes(_variable([b"1a", b"too long for it", b"2ab", b"", b"0"]))
    faults: list[FileError] = []
    chunks = list(read_chunks(path, LAYOUT, Format.VARIABLE, chunk_bytes=chunk_bytes, faults=faults))
    read = [
        (int(number), row[:length].tobytes())
        for chunk in chunks
        for number, row, length in zip(chunk.numbers, chunk.records, chunk.lengths, strict=True)
    ]
    assert read == [(1, b"1a"), (3, b"2ab"), (5, b"0")]
    assert [str(fault) for fault in faults] == [
        "IN, record 2 at offset 6: found a record of 15 bytes, expected 1 to 10.",
        "IN, record 4 at offset 32: found a record of 0 bytes, expected 1 to 10.",
    ]
    with pytest.raises(FileError, match="record 2 at offset 6"):
        list(read_chunks(path, LAYOUT, Format.VARIABLE, chunk_bytes=chunk_bytes))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0\3\0\0", "record 2 at offset 6: found X'00030000', expected a record descriptor word"),
        (b"\0\x06\1\0ab", "record 2 at offset 6: found X'00060100', expected a record descriptor word"),
        (b"\0\x09\0\0abc", "record 2 at offset 6: found 7 bytes at the end of the file, expected a complete record"),
        (b"\0", "record 2 at offset 6: found 1 bytes at the end of the file, expected a complete record"),
    ],
)
def test_after_a_length_that_is_none_nothing_more_is_taken_for_a_record(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "IN"
    path.write_bytes(_variable([b"1a"]) + content)
    faults: list[FileError] = []
    assert sum(len(chunk.records) for chunk in read_chunks(path, LAYOUT, Format.VARIABLE, faults=faults)) == 1
    assert [sentence in str(fault) for fault in faults] == [True]
    # Conversion leaves nothing in part, and what was there before stays.
    (tmp_path / "OUT").write_bytes(b"before")
    with pytest.raises(FileError):
        variable_to_cobol(path, tmp_path / "OUT")
    assert (tmp_path / "OUT").read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["IN", "OUT"]


def test_chunks_are_written_with_their_lengths(tmp_path: Path) -> None:
    path = tmp_path / "IN"
    path.write_bytes(_variable([b"1a", b"0", b"3abc"]))
    counts = write_records(tmp_path / "OUT", read_chunks(path, LAYOUT, Format.VARIABLE), Format.VARIABLE)
    assert counts == Counts(records=3, bytes=7)
    assert (tmp_path / "OUT").read_bytes() == path.read_bytes()


def _variable(records: list[bytes]) -> bytes:
    return b"".join(header(len(each), counted=True) + each for each in records)
