"""SORT orders, leaves out and refuses as DFSORT does, over records in ASCII in the order of the mainframe."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.batch_utilities import utility


def ordered(folder: Path, cards: list[str], *records: bytes) -> list[bytes]:
    """The records that SORT writes."""
    length = len(records[0])
    found = utility(folder, "SORT", cards, b"".join(records), length=length)
    assert found.code == 0, found.printed
    assert found.out is not None
    return [found.out[at : at + length] for at in range(0, len(found.out), length)]


def zoned(value: int) -> bytes:
    digits = f"{abs(value):03d}"
    return (digits[:-1] + ("}JKLMNOPQR" if value < 0 else "{ABCDEFGHI")[int(digits[-1])]).encode()


def packed(value: int) -> bytes:
    return bytes.fromhex(f"{abs(value):03d}" + ("d" if value < 0 else "c"))


def test_text_is_in_the_order_of_ebcdic_letters_before_digits_and_small_before_capital(tmp_path: Path) -> None:
    found = ordered(tmp_path, [" SORT FIELDS=(1,1,CH,A)"], b"1", b"B", b"a", b" ", b"A", b"-", b"b", b"9")

    assert found == [b" ", b"-", b"a", b"b", b"A", b"B", b"1", b"9"]
    assert found == sorted(found, key=lambda record: record.decode().encode("cp037"))


def test_keys_ascend_and_descend_and_equal_records_keep_their_order(tmp_path: Path) -> None:
    found = ordered(tmp_path, [" SORT FIELDS=(1,1,CH,A,2,1,CH,D)"], b"A1x", b"B1x", b"A2y", b"A2x", b"A1a")

    assert found == [b"A2y", b"A2x", b"A1x", b"A1a", b"B1x"]


@pytest.mark.parametrize(("kind", "encode"), [("ZD", zoned), ("PD", packed)])
def test_decimal_keys_are_compared_by_value_with_sign(tmp_path: Path, kind: str, encode: object) -> None:
    assert callable(encode)
    values = [5, -5, 0, -120, 119, 120, -1]

    found = ordered(tmp_path, [f" SORT FIELDS=(1,{len(encode(0))},{kind},A)"], *map(encode, values))

    assert found == [encode(value) for value in sorted(values)]


@given(values=st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_binary_keys_are_compared_by_value(tmp_path_factory: pytest.TempPathFactory, values: list[int]) -> None:
    records = [value.to_bytes(4, "big", signed=True) for value in values]
    folder = tmp_path_factory.mktemp("sort")

    assert ordered(folder, [" SORT FIELDS=(1,4,FI,D)"], *records) == sorted(
        records, key=lambda record: -int.from_bytes(record, "big", signed=True)
    )
    assert ordered(folder, [" SORT FIELDS=(1,4,BI,A)"], *records) == sorted(records)


def test_sum_fields_none_keeps_the_first_of_equal_keys(tmp_path: Path) -> None:
    found = ordered(tmp_path, [" SORT FIELDS=(1,1,CH,A)", " SUM FIELDS=NONE"], b"B1", b"A1", b"B2", b"A2", b"C1")

    assert found == [b"A1", b"B1", b"C1"]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("1,2,CH,EQ,C'DP'", [b"DP005", b"DP12}"]),
        ("1,2,CH,NE,C'DP'", [b"WD07E"]),
        ("3,3,ZD,GT,+6", [b"WD07E"]),
        ("3,3,ZD,LT,0", [b"DP12}"]),
        ("1,2,CH,EQ,C'DP',AND,3,3,ZD,GE,5", [b"DP005"]),
        ("1,2,CH,EQ,C'WD',OR,1,2,CH,EQ,C'DP',AND,3,3,ZD,LT,0", [b"DP12}", b"WD07E"]),
        ("(1,2,CH,EQ,C'WD',OR,1,2,CH,EQ,C'DP'),AND,3,3,ZD,LT,0", [b"DP12}"]),
        ("1,1,CH,LT,2,1,CH", [b"DP005", b"DP12}"]),
    ],
)
def test_include_and_omit_part_the_records(tmp_path: Path, condition: str, kept: list[bytes]) -> None:
    records = (b"DP005", b"DP12}", b"WD07E")

    assert ordered(tmp_path, [" SORT FIELDS=COPY", f" INCLUDE COND=({condition})"], *records) == kept
    omitted = ordered(tmp_path, [" SORT FIELDS=COPY", f" OMIT COND=({condition})"], *records)
    assert sorted(kept + omitted) == sorted(records)


def test_statements_go_on_after_a_comma_and_comments_are_none(tmp_path: Path) -> None:
    cards = ["* by account", " SORT FIELDS=(1,1,CH,A,  the key", "     2,1,CH,D)", " END"]

    assert ordered(tmp_path, cards, b"A1", b"A2") == [b"A2", b"A1"]


def test_format_behind_the_fields_is_that_of_all(tmp_path: Path) -> None:
    assert ordered(tmp_path, [" SORT FIELDS=(1,1,A,2,1,D),FORMAT=CH"], b"B1", b"A1", b"A2") == [b"A2", b"A1", b"B1"]


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([" SORT FIELDS=(1,1,CH,A)", " OUTREC FIELDS=(1,4)"], "column 2 of ' OUTREC FIELDS=(1,4)': 'OUTREC' is not"),
        ([" SORT FIELDS=(1,1,AC,A)"], "column 19 of ' SORT FIELDS=(1,1,AC,A)': format 'AC' is not supported"),
        ([" SORT FIELDS=(4,2,CH,A)"], "column 17 of ' SORT FIELDS=(4,2,CH,A)': a length '2' is no whole number from"),
        ([" SORT FIELDS=(1,1,CH,X)"], "column 22 of ' SORT FIELDS=(1,1,CH,X)': order 'X' is neither A nor D"),
        ([" SORT FIELDS=(1,1,CH,A"], "')' is missing at the end"),
        ([" SORT FIELDS=COPY", " INCLUDE COND=(1,2,ZD,EQ,C'A')"], "column 26 of"),
        ([" SORT FIELDS=COPY", " SUM FIELDS=(1,2,ZD)"], "'(' stands where 'NONE' is needed"),
        ([" SORT FIELDS=COPY", " SORT FIELDS=COPY"], "a second SORT"),
        (["SORT FIELDS=COPY"], "column 1 of 'SORT FIELDS=COPY': a label"),
        ([], "SORT FIELDS is missing"),
    ],
)
def test_what_is_not_supported_is_refused_with_statement_and_column(
    tmp_path: Path, cards: list[str], said: str
) -> None:
    found = utility(tmp_path, "SORT", cards, b"AAAA", length=4)

    assert found.code == 16
    assert said in found.printed
    assert found.out is None


def test_a_key_that_is_no_number_is_refused_with_its_record(tmp_path: Path) -> None:
    found = utility(tmp_path, "SORT", [" SORT FIELDS=(1,3,ZD,A)"], b"005" + b"0X5", length=3)

    assert found.code == 16
    assert "record 2 of SORTIN ('0X5…') has a key that is no number" in found.printed


def test_records_of_unknown_length_are_refused(tmp_path: Path) -> None:
    found = utility(tmp_path, "SORT", [" SORT FIELDS=COPY"], b"AAAA")

    assert found.code == 16
    assert "SORTIN has unknown records of length unknown" in found.printed


def test_no_record_is_sorted_to_none(tmp_path: Path) -> None:
    found = utility(tmp_path, "SORT", [" SORT FIELDS=(1,1,CH,A)", " SUM FIELDS=NONE"], b"", length=4)

    assert (found.code, found.out) == (0, b"")
