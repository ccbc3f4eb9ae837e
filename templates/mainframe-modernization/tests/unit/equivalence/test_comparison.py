"""What differs is found and named; what is equal by value is not."""

from decimal import Decimal
from pathlib import Path

import pytest

from equivalence.findings import Kind
from tests.support.equivalence_files import LENGTH, changed, compared, payment, said

AMOUNT, TAX, COUNT = 18, 23, 30


def test_equal_files_are_equal_and_counted(tmp_path: Path) -> None:
    records = [payment(number) for number in range(1, 6)]
    result = compared(tmp_path, records, records)
    assert result.equal
    assert (result.expected, result.actual, result.total, result.differences) == (5, 5, 0, [])


def test_two_empty_files_are_equal(tmp_path: Path) -> None:
    assert compared(tmp_path, [], []).equal


def test_a_difference_names_record_key_field_both_values_and_both_offsets(tmp_path: Path) -> None:
    golden = [payment(number) for number in range(1, 4)]
    output = [*golden[:2], payment(3, name="OTHER")]
    result = compared(tmp_path, golden, output, key=["PAY-ID"])
    (found,) = result.differences
    assert (found.kind, found.record, found.key, found.field) == (Kind.FIELD, 3, "PAY-ID=3", "PAY-NAME")
    assert (found.expected, found.actual) == ("'NAME 3'", "'OTHER'")
    assert (found.offset, found.file_offset) == (6, 2 * LENGTH + 6)
    assert not result.equal


def with_amount(field: str, amount: Decimal) -> bytes:
    """A record with this amount in PAY-AMOUNT or PAY-TAX."""
    return payment(1, amount=amount) if field == "amount" else payment(1, tax=amount)


@pytest.mark.parametrize(
    ("golden", "output", "sentence"),
    [
        pytest.param(Decimal("-12.34"), Decimal("12.34"), "-12.34, actual 12.34 (the sign is lost)", id="sign"),
        pytest.param(Decimal("12.34"), Decimal("-12.34"), "(the sign is gained)", id="sign gained"),
        pytest.param(
            Decimal("12.34"), Decimal("12.35"), "by one unit of the last decimal: another rounding", id="cent"
        ),
        pytest.param(Decimal("12.34"), Decimal("99.00"), "expected 12.34, actual 99.00.", id="other amount"),
    ],
)
@pytest.mark.parametrize("field", ["amount", "tax"])
def test_a_number_that_differs_is_described(
    tmp_path: Path, field: str, golden: Decimal, output: Decimal, sentence: str
) -> None:
    result = compared(tmp_path, [with_amount(field, golden)], [with_amount(field, output)])
    (line,) = said(result)
    assert f"PAY-{field.upper()}" in line
    assert sentence in line


@pytest.mark.parametrize(
    ("offset", "golden", "output"),
    [
        pytest.param(AMOUNT, "000001234C", "000001234F", id="both signs are plus"),
        pytest.param(AMOUNT, "000000000C", "000000000D", id="packed zero with minus"),
        pytest.param(TAX, b"000000{".hex(), b"000000}".hex(), id="zoned zero with minus"),
    ],
)
def test_numbers_are_compared_by_value(tmp_path: Path, offset: int, golden: str, output: str) -> None:
    records = [[changed(payment(1), offset, bytes.fromhex(each))] for each in (golden, output)]
    assert compared(tmp_path, records[0], records[1]).equal


def test_a_rule_can_ask_for_equal_bytes(tmp_path: Path) -> None:
    records = [[changed(payment(1), AMOUNT, bytes.fromhex(each))] for each in ("000000000C", "000000000D")]
    result = compared(tmp_path, records[0], records[1], "rule: bytes, field: PAY-AMOUNT")
    assert said(result) == [
        "field differs: record 1 of PAY-AMOUNT at offset 18: expected X'000000000C', actual X'000000000D' "
        "(equal by value, compared by bytes)."
    ]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        pytest.param("00001A234C", "byte 3 of 5 is X'1A', expected two digits 0-9", id="digit"),
        pytest.param("0000012345", "byte 5 of 5 is X'45', expected a digit 0-9 and a sign", id="sign"),
        pytest.param("4040404040", "byte 5 of 5 is X'40', expected a digit 0-9 and a sign", id="spaces"),
    ],
)
def test_an_invalid_packed_nibble_is_named_by_its_byte(tmp_path: Path, raw: str, sentence: str) -> None:
    result = compared(tmp_path, [payment(1)], [changed(payment(1), AMOUNT, bytes.fromhex(raw))])
    (line,) = said(result)
    assert f"actual X'{raw}' (the output holds no number: {sentence})" in line


def test_a_record_of_the_wrong_length_is_named_and_the_others_are_compared(tmp_path: Path) -> None:
    golden = [payment(1), payment(2)]
    result = compared(tmp_path, golden, [payment(1, name="OTHER"), payment(2)[:-3]])
    problem, *differences = said(result)
    assert f"output, record 2 at offset {LENGTH} of the file: found 41 bytes" in problem
    assert f"expected a record of {LENGTH} bytes" in problem
    assert any("PAY-NAME" in each for each in differences)
    assert any("record missing: record 2" in each for each in differences)


def test_all_differences_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    golden = [payment(number) for number in range(1, 101)]
    output = [payment(number, name="X", tax=0) for number in range(1, 101)]
    result = compared(tmp_path, golden, output, shown=5)
    assert result.total == 200
    assert [(each.record, each.field) for each in result.differences] == [
        *((1, "PAY-NAME"), (1, "PAY-TAX"), (2, "PAY-NAME"), (2, "PAY-TAX"), (3, "PAY-NAME"))
    ]
    assert result.by_field == {"PAY-NAME": 100, "PAY-TAX": 100}
