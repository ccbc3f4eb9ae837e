"""When two answers are the same, and what a log says when they are not."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.comparison import MOST_DIFFERENCES, NotComparable, compare
from router.exchange import Answer
from router.fields import shown
from router.json_values import parse
from router.masking import masked
from router.operation import Ignored
from tests.support.router_documents import changed_at, paths, turned
from tests.support.router_table import OPERATIONS

# A machine that is busy with other tests takes its time.
PATIENT = settings(deadline=None)
INQUIRY = replace(OPERATIONS[0], compared_headers=("content-type",))
NUMBERS = st.integers(-(10**20), 10**20).map(lambda units: Decimal(units).scaleb(-4))
LEAVES = st.none() | st.booleans() | st.text(max_size=5) | st.integers(-10, 10)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def answer(body: object, *, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = (("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return Answer(status=status, headers=fields, body=sent)


def fields_of(legacy: object, new: object, *, compared: tuple[str, ...] = (), ignored: str = "") -> list[str]:
    masks = (Ignored(field=ignored, reason="a test"),) if ignored else ()
    operation = replace(INQUIRY, compared=compared, ignored=masks)
    return [each.field for each in compare(operation, answer(legacy), answer(new))]


@PATIENT
@given(DOCUMENTS)
def test_spaces_and_the_order_of_members_make_no_difference(document: Any) -> None:
    other = json.dumps(turned(document), indent=3, ensure_ascii=False).encode()
    assert compare(INQUIRY, answer(document), answer(other)) == ()


@PATIENT
@given(NUMBERS, st.integers(0, 5))
def test_a_number_is_its_value_however_it_is_written(value: Decimal, zeros: int) -> None:
    plain, scientific = f"{value:f}{'0' * zeros}".encode(), f"{value:E}".encode()
    assert compare(INQUIRY, answer(plain), answer(scientific)) == ()


def test_a_cent_beyond_the_digits_of_a_float_is_a_difference() -> None:
    (found,) = compare(INQUIRY, answer(b"9007199254740993.01"), answer(b"9007199254740993.02"))
    assert (found.field, found.legacy != found.new) == ("body", True)


@PATIENT
@given(DOCUMENTS, st.data())
def test_one_changed_leaf_is_found_anywhere(document: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(paths(document))))
    changed = changed_at(document, path, {"something": "else"})
    assert [each.field for each in compare(INQUIRY, answer(document), answer(changed))] == [shown(path)]


@pytest.mark.parametrize(
    ("legacy", "new", "expected"),
    [
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": 0}, {"a": None}, ["a"]),
        ({"a": "1"}, {"a": 1}, ["a"]),
        ({"a": None}, {}, ["a"]),
        ({}, {"a": None}, ["a"]),
        ({"a": [1, 2]}, {"a": [2, 1]}, ["a[0]", "a[1]"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a"]),
        ([{"b": {"c": 1}}], [{"b": {"c": 2}}], ["[0].b.c"]),
    ],
)
def test_each_kind_of_difference_names_its_place(legacy: object, new: object, expected: list[str]) -> None:
    assert fields_of(legacy, new) == expected


def test_masks_leave_out_what_may_differ_and_nothing_else() -> None:
    legacy = {"at": 1, "rows": [{"id": 1, "sum": 5}, {"id": 2, "sum": 5}], "note": {"at": 1}}
    new = {"at": 2, "rows": [{"id": 8, "sum": 5}, {"id": 9, "sum": 6}], "note": {"at": 2}}
    assert fields_of(legacy, new, ignored="rows[*].id") == ["at", "rows[1].sum", "note.at"]
    assert fields_of(legacy, new, compared=("rows[*].sum",)) == ["rows[1].sum"]
    assert fields_of(legacy, new, compared=("rows", "note"), ignored="rows[*].id") == ["rows[1].sum", "note.at"]
    assert fields_of(legacy, {"at": 1}, compared=("rows[*].sum",)) == ["rows"]


def test_status_headers_and_bodies_that_are_no_json_are_compared() -> None:
    found = compare(INQUIRY, answer({}, status=200), answer({}, status=404))
    assert [(each.field, each.legacy, each.new) for each in found] == [("status", "200", "404")]
    assert compare(INQUIRY, answer({"fault": 1}, status=404), answer({"title": 2}, status=404)) == ()
    text = compare(INQUIRY, answer({}), answer({}, kind="text/plain"))
    assert [each.field for each in text] == ["header content-type"]
    assert compare(INQUIRY, answer({}), answer({}, kind="Application/JSON")) == ()
    plain = [answer(each, kind="text/plain") for each in (b"a", b"b")]
    assert [each.field for each in compare(INQUIRY, *plain)] == ["body"]
    assert [each.new for each in compare(INQUIRY, answer({}), answer(b"<html>"))] == ["not JSON"]


@pytest.mark.parametrize(
    "body", [b"<html>", b'{"a": 1, "a": 2}', b"NaN", b"\xff", b"[" * 100_000, b"1e99999999999999999999"]
)
def test_a_legacy_answer_that_cannot_be_read_is_not_called_a_difference(body: bytes) -> None:
    with pytest.raises(NotComparable, match="legacy system is not JSON"):
        compare(INQUIRY, answer(body), answer({}))
    with pytest.raises(NotComparable, match="compressed"):
        compare(INQUIRY, answer({}), answer({}, Content_Encoding="gzip"))


def test_a_field_that_differs_in_every_row_is_told_twenty_times() -> None:
    assert len(fields_of([1] * 1000, [2] * 1000)) == MOST_DIFFERENCES


@PATIENT
@given(DOCUMENTS)
def test_no_text_and_no_number_of_an_answer_gets_into_the_log(document: Any) -> None:
    # pragma: allowlist nextline secret
    secret = {"holder": "Ada Lovelace", "balance": 1234567.89, "accounts": {"DE44500105175407324931": document}}
    for each in compare(INQUIRY, answer(secret), answer({"accounts": {}})):
        said = f"{each.field} {each.legacy} {each.new}"
        assert not any(word in said for word in ("Ada", "Lovelace", "1234567", "DE445"))


def test_equal_values_look_equal_in_the_log_and_others_do_not() -> None:
    one, same, other = (masked(parse(each)) for each in (b"1.0", b"1e0", b"1.0000000000000000000000000000000001"))
    assert one == same != other
    assert masked(Decimal(0)) == masked(Decimal("-0.00")) and masked("1") != masked(Decimal(1))
