from decimal import Decimal

import pytest

from records.code_pages import CodePage
from records.codec import Codec, RecordError
from records.copybook import parse_copybook

LAYOUT = parse_copybook(
    """\
       01  ACCOUNT.
           05  ID-NO          PIC 9(4).
           05  BALANCE        PIC S9(3)V99 COMP-3.
           05  FILLER         PIC X(3) VALUE 'EUR'.
           05  FILLER.
               10  BRANCH     PIC X(2).
           05  PERIOD         OCCURS 2 TIMES.
               10  DAYS       PIC 9(2) OCCURS 2 TIMES.
               10  RATE       PIC 9V9.
           05  DATES          PIC 9(8).
           05  DATE-PARTS REDEFINES DATES.
               10  YEAR-PART  PIC 9(4).
               10  FILLER     PIC X(4).
           05  LINES-USED     PIC 9(1).
           05  LINE-OF-TEXT   PIC X(4)
               OCCURS 0 TO 3 DEPENDING ON LINES-USED.
           05  AFTER          PIC X(1).
""",
    name="ACCOUNT.cpy",
)
VALUES = {
    "ID-NO": 12,
    "BALANCE": Decimal("-1.50"),
    "BRANCH": "B1",
    "PERIOD": [{"DAYS": [1, 2], "RATE": Decimal("0.5")}, {"DAYS": [3, 4], "RATE": Decimal("1.5")}],
    "DATES": 20260131,
    "LINES-USED": 2,
    "LINE-OF-TEXT": ["ab", "cd"],
    "AFTER": "!",
}
RECORD = b"0012\x00\x15\x0dEURB1010205030415202601312ab  cd  !"


@pytest.fixture
def codec() -> Codec:
    return Codec(LAYOUT)


def test_groups_are_dicts_tables_are_lists_and_items_without_a_name_are_left_out(codec: Codec) -> None:
    assert codec.encode(VALUES) == RECORD
    assert codec.decode(RECORD) == VALUES
    decoded = codec.decode(RECORD)
    assert type(decoded["ID-NO"]) is int and type(decoded["BALANCE"]) is Decimal


@pytest.mark.parametrize("used", [0, 1, 3])
def test_what_stands_behind_a_table_moves_with_its_count(codec: Codec, used: int) -> None:
    values = {**VALUES, "LINES-USED": used, "LINE-OF-TEXT": ["x"] * used}
    record = codec.encode(values)
    assert len(record) == LAYOUT.shortest + 4 * used
    assert codec.decode(record) == values
    # As in a file of fixed records, where each has its full length.
    assert codec.decode(record.ljust(LAYOUT.longest)) == values


def test_another_redefinition_is_read_by_its_name() -> None:
    codec = Codec(LAYOUT, variant={"DATES": "DATE-PARTS"})
    values = codec.decode(RECORD)
    assert values["DATE-PARTS"] == {"YEAR-PART": 2026} and "DATES" not in values
    with pytest.raises(LookupError, match="DATES cannot be read as BRANCH; it is redefined by DATE-PARTS"):
        Codec(LAYOUT, variant={"DATES": "BRANCH"})
    with pytest.raises(LookupError, match="BRANCH cannot be read as DATES; it is not redefined"):
        Codec(LAYOUT, variant={"BRANCH": "DATES"})


def test_what_is_missing_is_as_initialize_leaves_it(codec: Codec) -> None:
    assert codec.encode({}) == b"0000\0\0\x0cEUR  000000000000000000000 "


def test_bytes_that_values_do_not_name_stay_as_they_were(codec: Codec) -> None:
    before = RECORD.replace(b"EUR", b"\x01\x02\x03")
    assert codec.encode({"BALANCE": Decimal("2")}, over=before) == before.replace(b"\0\x15\x0d", b"\0\x20\x0c")
    with pytest.raises(RecordError, match="LINES-USED at offset 32: found 1, expected 2, as in the record before"):
        codec.encode({"LINES-USED": 1}, over=before)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ID-NO": 12345}, "ID-NO at offset 0: found 12345, expected at most 4 digits (PIC 9(4))."),
        ({"ID-NO": -1}, "ID-NO at offset 0: found -1, expected a number that is not negative (PIC 9(4))."),
        ({"ID-NO": "12"}, "ID-NO at offset 0: found '12', expected a number for PIC 9(4)."),
        ({"ID-NO": True}, "ID-NO at offset 0: found True, expected a number for PIC 9(4)."),
        ({"BALANCE": Decimal("NaN")}, "BALANCE at offset 4: found Decimal('NaN'), expected a number"),
        ({"BALANCE": Decimal("1e999999")}, "found 1.00e+999999, expected at most 5 digits, 2 of them decimals"),
        ({"BALANCE": 10**5000}, "found a number of 16610 bits, expected at most 5 digits (PIC S9(3)V99)."),
        ({"BALANCE": 0.5}, "BALANCE at offset 4: found 0.5, expected a number for PIC S9(3)V99."),
        ({"BALANCE": Decimal("0.005")}, "found 0.005, expected at most 2 decimals (PIC S9(3)V99)."),
        ({"BRANCH": "B12"}, "BRANCH at offset 10: found 3 characters, expected at most 2 (PIC X(2))."),
        ({"BRANCH": "€"}, "BRANCH at offset 10: found the character '€', expected characters of code page ascii."),
        ({"BRANCH": 1}, "BRANCH at offset 10: found 1, expected text for PIC X(2)."),
        ({"PERIOD": [{}, {"DAYS": [1, 2, 3]}]}, "PERIOD(2).DAYS(3) at offset 0: found a value, expected the occur"),
        ({"BRANHC": "B1"}, "BRANHC at offset 0: found a value, expected only items of ACCOUNT."),
        ({"LINES-USED": 4}, "LINES-USED at offset 32: found 4, expected 0 to 3, the occurrences of LINE-OF-TEXT."),
        ({"LINE-OF-TEXT": ["a"]}, "LINE-OF-TEXT(1) at offset 0: found a value, expected the occurrences"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_cut(
    codec: Codec, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RecordError) as refused:
        codec.encode(values)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (RECORD[:-1], "ACCOUNT at offset 0: found 41 bytes, expected 42 with LINES-USED 2."),
        (b"", "ACCOUNT at offset 0: found 0 bytes, expected 34 to 46."),
        (RECORD.replace(b"0012", b"    "), "ID-NO at offset 0: found X'20202020', expected digits (ID-NO PIC"),
        (RECORD.replace(b"\x15\x0d", b"\x15\x05"), "BALANCE at offset 4: found X'001505', expected digits and"),
        (RECORD.replace(b"1312ab", b"1319ab"), "LINES-USED at offset 32: found 9, expected 0 to 3"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_names_its_field(codec: Codec, record: bytes, sentence: str) -> None:
    with pytest.raises(RecordError) as refused:
        codec.decode(record)
    assert sentence in str(refused.value)


def test_a_long_number_keeps_all_its_digits() -> None:
    # Python's decimals round to 28 digits where nobody says otherwise.
    codec = Codec(parse_copybook("       01  N PIC S9(29)V99 COMP-3.\n", name="N.cpy"))
    value = Decimal("-1234567890123456789012345678.99")
    assert codec.decode(codec.encode({"N": value})) == {"N": value}
    with pytest.raises(RecordError, match=r"found 1\.0{70}1, expected at most 2 decimals"):
        codec.encode({"N": Decimal(f"1.{'0' * 70}1")})


def test_text_is_that_of_the_code_page() -> None:
    layout = parse_copybook("       01  T PIC X(3).\n", name="T.cpy")
    assert Codec(layout, CodePage.CP1140).decode(b"\x9f\xc1\x40") == {"T": "€A"}
    assert Codec(layout, CodePage.CP273).encode({"T": "ä"}) == b"\xc0\x40\x40"
