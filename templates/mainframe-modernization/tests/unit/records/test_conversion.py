from pathlib import Path

import numpy as np
import pytest

from records.check import invalid_values
from records.code_pages import CodePage
from records.codec import Codec, RecordError
from records.convert import ConvertError, convert, convert_chunk, convert_file
from records.copybook import parse_copybook, read_copybook
from records.file_error import FileError
from records.files import Format, read_chunks
from records.layout import Layout

TYPED = """\
       01  R.
           05  KIND     PIC X.
           05  AS-TEXT  PIC X(4).
           05  AS-NUMBER REDEFINES AS-TEXT PIC S9(7) COMP-3.
"""


def _layout(*items: str) -> Layout:
    return parse_copybook("".join(f"           05  {item}.\n" for item in items), name="R.cpy")


def _one(record: bytes, layout: Layout, source: CodePage, target: CodePage) -> bytes:
    return convert(np.frombuffer(record, np.uint8)[np.newaxis], layout, source=source, target=target).tobytes()


@pytest.mark.parametrize("page", [CodePage.CP037, CodePage.CP1047, CodePage.CP1140, CodePage.CP273])
def test_signed_digits_are_bytes_and_no_letters_in_every_page(page: CodePage) -> None:
    # In 273 the bytes C0 and D0 are letters with an umlaut; over a digit they are still plus and minus zero.
    layout = _layout("N PIC S9(2)", "T PIC X(2)")
    record = b"\xf1\xd0" + bytes([page.place["ä"], page.place["}"]])
    converted = _one(record, layout, page, CodePage.ASCII)
    assert converted == b"1}\xe4}"
    assert _one(converted, layout, CodePage.ASCII, page) == record


def test_packed_and_binary_bytes_are_kept() -> None:
    layout = _layout("P PIC S9(3) COMP-3", "B PIC S9(4) COMP")
    assert _one(b"\xc1\x4d\xc1\x40", layout, CodePage.CP037, CodePage.ASCII) == b"\xc1\x4d\xc1\x40"


def test_native_binary_and_floats_are_stored_as_each_machine_does() -> None:
    layout = _layout("B PIC S9(4) COMP-5", "F COMP-1", "D COMP-2")
    mainframe = b"\x01\x02\x41\x18\0\0\xc1\x18\0\0\0\0\0\0"
    here = b"\x02\x01\0\0\xc0\x3f\0\0\0\0\0\0\xf8\xbf"
    assert _one(mainframe, layout, CodePage.CP037, CodePage.ASCII) == here
    assert _one(here, layout, CodePage.ASCII, CodePage.CP037) == mainframe
    assert _one(mainframe, layout, CodePage.CP037, CodePage.CP1047) == mainframe


def test_a_float_beyond_the_other_form_is_named_and_the_other_records_are_converted(tmp_path: Path) -> None:
    layout = _layout("F COMP-1")
    (tmp_path / "IN").write_bytes(b"\x41\x18\0\0\x7f\xff\xff\xff\x41\x18\0\0")
    expected = "found X'7FFFFFFF', expected a number that a float of 4 bytes has in ascii."
    sentence = f"IN, record 2 at offset 4: {expected}"
    faults: list[FileError] = []
    _file(tmp_path, layout, faults)
    assert [str(fault) for fault in faults] == [sentence]
    assert not (tmp_path / "OUT").exists()
    (chunk,) = read_chunks(tmp_path / "IN", layout, Format.FIXED)
    converted = convert_chunk(chunk, layout, source=CodePage.CP037, target=CodePage.ASCII, file="IN", faults=faults)
    assert converted.records.tobytes() == b"\0\0\xc0\x3f" * 2
    assert (converted.numbers.tolist(), converted.offsets.tolist()) == ([1, 3], [0, 8])
    with pytest.raises(FileError, match="record 2 at offset 4"):
        convert_chunk(chunk, layout, source=CodePage.CP037, target=CodePage.ASCII, file="IN")


def test_a_redefinition_that_nothing_decides_is_refused_where_text_and_numbers_differ() -> None:
    layout = parse_copybook(TYPED, name="TYPED.cpy")
    with pytest.raises(ConvertError) as refused:
        _one(b"\xe3\xc1\xc2\xc3\xc4", layout, CodePage.CP037, CodePage.ASCII)
    assert str(refused.value) == (
        "Found AS-TEXT and AS-NUMBER in TYPED.cpy, expected redefines.yaml beside the copybook to say which a record "
        "holds, since text and numbers differ."
    )
    # Where all readings agree, nothing needs to be said.
    same = _layout("D PIC 9(4)", "E REDEFINES D PIC X(4)")
    assert _one(b"\xf1\xf2\xf3\xf4", same, CodePage.CP037, CodePage.ASCII) == b"1234"


def test_each_record_is_converted_by_the_reading_that_it_says(tmp_path: Path) -> None:
    (tmp_path / "TYPED.cpy").write_text(TYPED)
    (tmp_path / "redefines.yaml").write_text("TYPED: {AS-TEXT: {by: KIND, T: AS-TEXT, N: AS-NUMBER}}\n")
    layout = read_copybook(tmp_path / "TYPED.cpy")
    # The same four bytes once as text and once as a number.
    records = np.frombuffer(b"\xe3\xc1\xc2\xc3\x4c\xd5\xc1\xc2\xc3\x4c", np.uint8)
    converted = convert(records.reshape(2, 5), layout, source=CodePage.CP037, target=CodePage.ASCII)
    assert [row.tobytes() for row in converted] == [b"TABC<", b"N\xc1\xc2\xc3\x4c"]
    back = convert(converted, layout, source=CodePage.ASCII, target=CodePage.CP037)
    assert np.array_equal(back.reshape(-1), records)
    codec = Codec(layout, CodePage.CP037)
    assert codec.decode(b"\xd5\x12\x34\x56\x7d") == {"KIND": "N", "AS-NUMBER": -1234567}
    assert codec.encode({"KIND": "N", "AS-NUMBER": -1234567}) == b"\xd5\x12\x34\x56\x7d"
    assert codec.decode(b"\xe3\xc1\xc2\xc3\x40") == {"KIND": "T", "AS-TEXT": "ABC"}


def test_a_record_that_does_not_say_its_redefinition_is_not_converted_by_a_guess(tmp_path: Path) -> None:
    (tmp_path / "TYPED.cpy").write_text(TYPED)
    (tmp_path / "redefines.yaml").write_text("TYPED: {AS-TEXT: {by: KIND, T: AS-TEXT, N: AS-NUMBER}}\n")
    layout = read_copybook(tmp_path / "TYPED.cpy")
    (tmp_path / "IN").write_bytes(b"\xe3\xc1\xc2\xc3\x4c" + b"\xe7\x12\x34\x56\x7d")
    faults: list[FileError] = []
    _file(tmp_path, layout, faults)
    (fault,) = faults
    assert "IN, record 2 at offset 5: found KIND X'E7', expected T, N, as redefines.yaml has for AS-TEXT." in str(fault)
    with pytest.raises(RecordError, match="KIND at offset 0: found 'X', expected T, N, as"):
        Codec(layout, CodePage.CP037).decode(b"\xe7\x12\x34\x56\x7d")
    lenient = Codec(layout, CodePage.CP037, known=False)
    assert lenient.decode(b"\xe7\xc1\xc2\xc3\xc4") == {"KIND": "X", "AS-TEXT": "ABCD"}
    (chunk,) = read_chunks(tmp_path / "IN", layout, Format.FIXED)
    assert [each.record for each in invalid_values(chunk, layout, CodePage.CP037, file="IN")] == [2]


def test_a_table_whose_count_is_out_of_range_is_not_converted_by_a_guess(tmp_path: Path) -> None:
    layout = _layout("N PIC 9", "T PIC S9 COMP-3 OCCURS 1 TO 3 DEPENDING ON N", "REST PIC X")
    with pytest.raises(ConvertError, match="Found N X'F9', expected 1 to 3, the occurrences of T"):
        _one(b"\xf9\x1c\x1c\x1c\xc1", layout, CodePage.CP037, CodePage.ASCII)


def test_a_file_with_a_fault_is_not_written_and_all_faults_are_known(tmp_path: Path) -> None:
    layout = _layout("T PIC X(3)")
    (tmp_path / "IN").write_bytes(b"\xc1\xc2\xc3\xc1")
    (tmp_path / "OUT").write_bytes(b"before")
    faults: list[FileError] = []
    _file(tmp_path, layout, faults)
    assert [fault.offset for fault in faults] == [3]
    assert (tmp_path / "OUT").read_bytes() == b"before"
    (tmp_path / "IN").write_bytes(b"\xc1\xc2\xc3" * 2)
    assert _file(tmp_path, layout, []) == 2
    assert (tmp_path / "OUT").read_bytes() == b"ABCABC"


def test_without_a_copybook_nothing_but_lengths_is_changed(tmp_path: Path) -> None:
    (tmp_path / "IN").write_bytes(b"\0\5\0\0x")
    with pytest.raises(FileError, match="found code page 037 without a copybook, expected one, or ascii"):
        _file(tmp_path, None, None, Format.VARIABLE)


def _file(folder: Path, layout: Layout | None, faults: list[FileError] | None, format: Format = Format.FIXED) -> int:
    return convert_file(
        folder / "IN",
        folder / "OUT",
        layout,
        source_format=format,
        target_format=format,
        source_page=CodePage.CP037,
        target_page=CodePage.ASCII,
        faults=faults,
    )
