"""The comparer finds a single changed byte anywhere that no rule masks, and tells the right place."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from equivalence.compare import compare
from equivalence.plan import Plan
from records.code_pages import CodePage
from records.columns import Columns
from records.readings import readings
from tests.support.equivalence_files import LENGTH, PAYMENT, changed, compared, payment, rules, side

RECORDS = 40
GOLDEN = [payment(number) for number in range(1, RECORDS + 1)]
FIELDS = {leaf.path: (leaf.offset, leaf.length) for leaf in PAYMENT.leaves()}
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def value(record: bytes, place: int) -> tuple[object, bool]:
    """What the item around `place` holds, read without the comparer: (bytes or number, whether it is one)."""
    rows = np.frombuffer(record, np.uint8).reshape(1, -1)
    ((_, leaves),) = readings(PAYMENT, rows, CodePage.ASCII)
    leaf = next(leaf for leaf in leaves if leaf.offset <= place < leaf.offset + leaf.length)
    if not leaf.field.numeric:
        return record[leaf.offset : leaf.offset + leaf.length], True
    numbers, valid = Columns(rows, leaves, CodePage.ASCII).numbers(leaf)
    return int(numbers[0]), bool(valid[0])


@SLOW
@given(row=st.integers(0, RECORDS - 1), place=st.integers(0, LENGTH - 1), byte=st.integers(0, 255), keyed=st.booleans())
def test_a_single_changed_byte_is_found_in_its_record_and_field(
    tmp_path: Path, row: int, place: int, byte: int, keyed: bool
) -> None:
    record = GOLDEN[row]
    assume(record[place] != byte)
    output = changed(record, place, bytes([byte]))
    # Another sign code of the same number is the same value, by the rule in equivalence.values.
    assume(value(output, place) != value(record, place))
    result = compared(tmp_path, GOLDEN, [*GOLDEN[:row], output, *GOLDEN[row + 1 :]], key=["PAY-ID"] if keyed else [])
    assert not result.equal
    path, (offset, length) = next(each for each in FIELDS.items() if each[1][0] <= place < sum(each[1]))
    if keyed and path == "PAY-ID":
        # Two records with other keys, or one that comes twice, and then one that is missing.
        assert {str(each) for each in result.by_field} <= {"record missing", "record extra", "duplicate record"}
        return
    (found,) = result.differences
    assert (found.record, found.field, found.offset) == (row + 1, path, offset)
    assert found.file_offset == row * LENGTH + offset
    assert offset <= place < offset + length


def test_each_flipped_bit_of_a_record_compared_by_bytes_is_found(tmp_path: Path) -> None:
    every = [f"rule: bytes, field: {name}" for name in FIELDS if name.startswith("PAY-")]
    bits = list(product(range(LENGTH), range(8)))
    flipped = [changed(GOLDEN[0], place, bytes([GOLDEN[0][place] ^ (1 << bit)])) for place, bit in bits]
    result = compared(tmp_path, [GOLDEN[0]] * len(bits), flipped, *every, shown=len(bits))
    assert [each.record for each in result.differences] == list(range(1, len(bits) + 1))
    for found, (place, _) in zip(result.differences, bits, strict=True):
        offset, length = FIELDS[found.field]
        assert offset == found.offset <= place < offset + length


@SLOW
@given(place=st.integers(0, LENGTH - 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_overlooked_only_where_a_rule_masks_it(tmp_path: Path, place: int, byte: int) -> None:
    output = changed(GOLDEN[0], place, bytes([byte]))
    assume(value(output, place) != value(GOLDEN[0], place))
    result = compared(tmp_path, [GOLDEN[0]], [output], "rule: mask, field: FILLER", "rule: mask, field: PAY-DATE")
    masked = place >= FIELDS["PAY-DATE"][0]
    assert result.equal == masked
    assert result.masked == masked


@pytest.mark.parametrize("page", [CodePage.CP037, CodePage.CP1047, CodePage.CP1140, CodePage.CP273])
@SLOW
@given(
    name=st.text("ABCabc123ÄÖÜß[](){}!|~^@#$&", max_size=12),
    amount=st.decimals(-9999999, 9999999, places=2),
    tax=st.decimals(-99999, 99999, places=2),
    place=st.integers(0, LENGTH - 1),
    byte=st.integers(0, 255),
)
def test_an_ebcdic_golden_record_is_equal_to_its_ascii_output_until_a_byte_changes(
    tmp_path: Path, page: CodePage, name: str, amount: Decimal, tax: Decimal, place: int, byte: int
) -> None:
    golden = side(tmp_path / "golden", [payment(7, page, name=name, amount=amount, tax=tax)], code_page=page)
    plan, record = Plan(PAYMENT, [], rules(tmp_path)), payment(7, name=name, amount=amount, tax=tax)
    assert compare(golden, side(tmp_path / "output", [record]), plan, dd="PAYOUT").equal
    output = changed(record, place, bytes([byte]))
    assume(value(output, place) != value(record, place))
    assert compare(golden, side(tmp_path / "output", [output]), plan, dd="PAYOUT").total == 1
