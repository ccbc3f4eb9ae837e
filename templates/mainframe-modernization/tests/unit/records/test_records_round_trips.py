import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from records.code_pages import CodePage
from records.codec import Codec
from records.columns import columns
from records.convert import convert
from records.copybook import parse_copybook
from records.layout import Layout
from records.number import scaled
from records.record_error import RecordError
from tests.support.records_fields import records

PAGES = st.sampled_from(CodePage)


@given(records(), PAGES)
def test_what_is_encoded_is_decoded_as_the_same_values(
    drawn: tuple[Layout, list[dict[str, object]]], page: CodePage
) -> None:
    layout, values = drawn
    codec = Codec(layout, page)
    for each in values:
        record = codec.encode(each)
        assert len(record) == layout.longest
        assert codec.decode(record) == each
        # A record that was decoded is written with the same bytes.
        assert codec.encode(codec.decode(record)) == record


@given(records(), PAGES, PAGES)
def test_a_converted_record_has_the_same_values_and_comes_back_byte_for_byte(
    drawn: tuple[Layout, list[dict[str, object]]], source: CodePage, target: CodePage
) -> None:
    layout, values = drawn
    before = _array([Codec(layout, source).encode(each) for each in values])
    after = convert(before, layout, source=source, target=target)
    assert [Codec(layout, target).decode(row.tobytes()) for row in after] == values
    assert np.array_equal(convert(after, layout, source=target, target=source), before)


@given(records(), PAGES)
def test_columns_have_the_values_that_the_codec_has(
    drawn: tuple[Layout, list[dict[str, object]]], page: CodePage
) -> None:
    layout, values = drawn
    codec = Codec(layout, page)
    found = columns(layout, _array([codec.encode(each) for each in values]), page)
    for leaf in found.leaves:
        expected = [each[leaf.path] for each in values]
        assert not found.invalid(leaf).any()
        if not leaf.field.numeric:
            assert found.texts(leaf).tolist() == expected
        elif leaf.field.digits:
            assert [scaled(number, leaf.field.scale) for number in found.numbers(leaf)[0].tolist()] == expected
        else:
            assert found.numbers(leaf)[0].tolist() == expected


PICTURES = (
    *("9(4)", "S9(4)", "S9(4) SIGN LEADING", "S9(4) SIGN LEADING SEPARATE", "S9(4) SIGN TRAILING SEPARATE"),
    *("9(5) COMP-3", "S9(5) COMP-3", "S9(4) COMP-3"),
)


@pytest.mark.parametrize("picture", PICTURES)
@given(data=st.data())
def test_columns_and_codec_call_the_same_bytes_invalid(picture: str, data: st.DataObject) -> None:
    layout = parse_copybook(f"       01  R.\n           05  F PIC {picture}.\n", name="R.cpy")
    page = data.draw(PAGES)
    # Near what is valid: each byte of a valid record is sometimes another.
    raw = bytearray(Codec(layout, page).encode({"F": data.draw(st.integers(0, 9999))}))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        expected = Codec(layout, page).decode(bytes(raw))["F"]
    except RecordError as error:
        expected = None
        assert f"X'{raw.hex().upper()}'" in str(error)
    found = columns(layout, _array([bytes(raw)]), page)
    numbers, valid = found.numbers(found.leaves[0])
    assert (numbers[0] if valid[0] else None) == expected


def _array(rows: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
