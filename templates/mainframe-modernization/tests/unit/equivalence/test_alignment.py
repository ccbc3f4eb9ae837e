"""Records are brought together by key or by position; missing, extra, duplicate and disordered ones are named."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equivalence import align
from equivalence.findings import OutputResult
from tests.support.equivalence_files import LENGTH, changed, compared, payment, said

KEY = ["PAY-ID"]
RECORDS = [payment(number) for number in range(1, 9)]


def kinds(result: OutputResult) -> dict[str, int]:
    """How many differences there are of each kind or field."""
    return dict(result.by_field)


def test_a_dropped_record_is_one_difference_by_key(tmp_path: Path) -> None:
    result = compared(tmp_path, RECORDS, [*RECORDS[:2], *RECORDS[3:]], key=KEY)
    assert said(result) == [f"record missing: record 3 (PAY-ID=3), at offset {2 * LENGTH} of the file."]


def test_a_dropped_record_without_a_key_leaves_the_last_alone(tmp_path: Path) -> None:
    result = compared(tmp_path, RECORDS, RECORDS[:-1])
    assert said(result) == [f"record missing: record 8, at offset {7 * LENGTH} of the file."]


def test_an_extra_record_is_named_by_its_place_in_the_output(tmp_path: Path) -> None:
    result = compared(tmp_path, RECORDS, [*RECORDS[:2], payment(99), *RECORDS[2:]], key=KEY)
    assert said(result) == [f"record extra: record 3 (PAY-ID=99), at offset {2 * LENGTH} of the file."]


def test_a_record_written_twice_is_called_a_duplicate(tmp_path: Path) -> None:
    result = compared(tmp_path, RECORDS, [*RECORDS[:3], RECORDS[2], *RECORDS[3:]], key=KEY)
    assert said(result) == [f"duplicate record: record 4 (PAY-ID=3), at offset {3 * LENGTH} of the file."]


def test_a_key_that_comes_twice_in_both_files_is_no_difference(tmp_path: Path) -> None:
    twice = [*RECORDS[:3], payment(3, name="SECOND"), *RECORDS[3:]]
    assert compared(tmp_path, twice, twice, key=KEY).equal


def test_records_of_a_keyed_output_in_another_order_differ_once(tmp_path: Path) -> None:
    output = [*RECORDS[:2], RECORDS[3], RECORDS[2], *RECORDS[4:]]
    result = compared(tmp_path, RECORDS, output, key=KEY)
    assert kinds(result) == {"order differs": 1}
    assert said(result) == [
        "order differs: record 3: expected the order of the golden file, where it is record 4, actual another order "
        "(the first of them)."
    ]


def test_a_rule_says_that_order_does_not_count(tmp_path: Path) -> None:
    assert compared(tmp_path, RECORDS, RECORDS[::-1], "rule: order", key=KEY).equal


def test_fields_are_compared_although_a_record_before_them_is_missing(tmp_path: Path) -> None:
    result = compared(tmp_path, RECORDS, [*RECORDS[1:4], payment(5, name="OTHER"), *RECORDS[5:]], key=KEY)
    assert kinds(result) == {"record missing": 1, "PAY-NAME": 1}
    assert [each.record for each in result.differences if each.field] == [4]


def test_a_packed_key_is_the_same_with_another_sign_code(tmp_path: Path) -> None:
    golden, output = (changed(payment(1), 18, bytes.fromhex(each)) for each in ("000001234C", "000001234F"))
    assert compared(tmp_path, [golden], [output], key=["PAY-AMOUNT"]).equal


def test_a_key_that_is_no_number_belongs_to_the_same_bytes_only(tmp_path: Path) -> None:
    spaces, letters = changed(payment(1), 0, b"      "), changed(payment(1), 0, b"ABCDEF")
    assert compared(tmp_path, [spaces], [spaces], key=KEY).equal
    assert kinds(compared(tmp_path, [spaces], [letters], key=KEY)) == {"record missing": 1, "record extra": 1}


def test_a_key_that_is_no_number_is_never_one_that_is(tmp_path: Path) -> None:
    # As a 64-bit number 0.01 has the bytes of a packed field whose sign nibble is 0.
    golden, output = changed(payment(1), 18, bytes.fromhex("0100000000")), payment(1, amount=Decimal("0.01"))
    result = compared(tmp_path, [golden], [output], key=["PAY-AMOUNT"])
    assert kinds(result) == {"record missing": 1, "record extra": 1}


def test_files_in_another_order_are_refused_before_memory_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(align, "MOST_WAITING_BYTES", 10 * LENGTH)
    others = [payment(number) for number in range(1001, 1009)]
    result = compared(tmp_path, RECORDS, others, "rule: order", key=KEY)
    assert not result.equal
    assert "sort both by the key, for example with SORT FIELDS=(1,10,CH,A)" in said(result)[0]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(golden=st.lists(st.integers(1, 12), max_size=30), output=st.lists(st.integers(1, 12), max_size=30))
def test_missing_and_extra_are_what_two_multisets_of_keys_differ_in(
    tmp_path: Path, golden: list[int], output: list[int]
) -> None:
    records = [[payment(key) for key in each] for each in (golden, output)]
    result = compared(tmp_path, records[0], records[1], "rule: order", key=KEY)
    counts = kinds(result)
    assert counts.get("record missing", 0) == (Counter(golden) - Counter(output)).total()
    alone = counts.get("record extra", 0) + counts.get("duplicate record", 0)
    assert alone == (Counter(output) - Counter(golden)).total()
    assert result.equal == (Counter(golden) == Counter(output))
    assert (result.expected, result.actual) == (len(golden), len(output))
