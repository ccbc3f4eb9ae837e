"""What a rule allows is overlooked, and only that; a rule without a reason or without a field is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from equivalence.errors import EquivalenceError
from equivalence.rule_file import read_rules
from records.copybook import parse_copybook
from tests.support.equivalence_files import changed, compared, payment, said

FILLER = 40
REDEFINED = """\
       01  PAYMENT.
           05  KIND                    PIC X(2).
           05  TEXT                    PIC X(4).
           05  SUM REDEFINES TEXT      PIC S9(7) COMP-3.
"""


def test_a_masked_field_is_overlooked_and_counted(tmp_path: Path) -> None:
    output = changed(payment(1), FILLER, b"JUNK")
    result = compared(tmp_path, [payment(1), payment(2)], [output, payment(2)], "rule: mask, field: FILLER")
    assert result.equal
    assert result.masked == 1


def test_a_filler_without_a_rule_is_compared(tmp_path: Path) -> None:
    (line,) = said(compared(tmp_path, [payment(1)], [changed(payment(1), FILLER, b"JUNK")]))
    assert "FILLER-1 at offset 40: expected '', actual 'JUNK'" in line


@pytest.mark.parametrize(("amount", "equal"), [("1.26", True), ("1.27", True), ("1.28", False), ("1.22", False)])
def test_a_tolerance_allows_as_much_as_it_says(tmp_path: Path, amount: str, equal: bool) -> None:
    output = payment(1, amount=Decimal(amount))
    result = compared(tmp_path, [payment(1)], [output], 'rule: tolerance, field: PAY-AMOUNT, at_most: "0.02"')
    assert result.equal == equal
    assert result.tolerated == equal


def test_a_tolerance_allows_no_number_that_is_none(tmp_path: Path) -> None:
    output = [changed(payment(1), 18, b"     "), payment(2, amount=3)]
    golden = [payment(1), payment(2)]
    result = compared(tmp_path, golden, output, 'rule: tolerance, field: PAY-AMOUNT, at_most: "1000"')
    assert (result.total, result.tolerated) == (1, 1)
    assert "record 1" in said(result)[0]
    assert "holds no number" in said(result)[0]


@pytest.mark.parametrize(("name", "equal"), [("RUN 20260202", True), ("RAN 20260131", False), ("RUN 20260131X", False)])
def test_a_pattern_masks_only_what_it_matches(tmp_path: Path, name: str, equal: bool) -> None:
    golden, output = (payment(1, name=each[:12]) for each in ("RUN 20260131", name))
    output = changed(output, FILLER, b"X   ") if len(name) > 12 else output
    assert compared(tmp_path, [golden], [output], r"rule: mask, field: PAY-NAME, pattern: 'RUN \d{8}'").equal == equal


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("rule: mask, field: PAY-NOTE", "PAYMENT has no field PAY-NOTE for rule mask PAYMENT PAY-NOTE"),
        ('rule: tolerance, field: PAY-NAME, at_most: "1"', "PAY-NAME is no numeric field"),
        ('rule: tolerance, field: PAY-AMOUNT, at_most: "0.001"', "below the unit 0.01 of PAY-AMOUNT"),
        ('rule: tolerance, field: PAY-AMOUNT, at_most: "9999999.99"', "lets pass any amount that PAY-AMOUNT holds"),
        ("rule: mask, field: PAY-AMOUNT, pattern: '1'", "a pattern needs a text item, which PAY-AMOUNT is not"),
        ("rule: mask, field: PAY-ID", "PAY-ID of PAYMENT is a key and masked"),
        ("rule: mask, field: PAYMENT", "PAYMENT has no field PAYMENT"),
    ],
)
def test_a_rule_that_does_not_fit_the_copybook_is_refused(tmp_path: Path, rule: str, sentence: str) -> None:
    with pytest.raises(EquivalenceError, match=r"line 1|key and masked") as refused:
        compared(tmp_path, [], [], rule, key=["PAY-ID"])
    assert sentence in str(refused.value)


def test_rules_that_leave_nothing_to_compare_are_refused(tmp_path: Path) -> None:
    names = ("PAY-ID", "PAY-NAME", "PAY-AMOUNT", "PAY-TAX", "PAY-COUNT", "PAY-DATE", "FILLER")
    with pytest.raises(EquivalenceError, match="a comparison of nothing proves nothing"):
        compared(tmp_path, [], [], *(f"rule: mask, field: {name}" for name in names))


def test_rules_that_mask_every_reading_of_a_record_are_refused(tmp_path: Path) -> None:
    layout = parse_copybook(REDEFINED, name="PAYMENT.cpy")
    with pytest.raises(EquivalenceError, match="a comparison of nothing proves nothing"):
        compared(tmp_path, [], [], *(f"rule: mask, field: {name}" for name in ("KIND", "TEXT", "SUM")), layout=layout)
    assert compared(tmp_path, [], [], *(f"rule: mask, field: {name}" for name in ("KIND", "TEXT")), layout=layout).equal


def test_what_a_pattern_masks_is_counted(tmp_path: Path) -> None:
    golden = [payment(1, name="RUN 20260131"), payment(2), payment(3, name="RUN 20260131")]
    output = [payment(1, name="RUN 20260202"), payment(2), payment(3, name="RUN 20260202", amount=1)]
    result = compared(tmp_path, golden, output, r"rule: mask, field: PAY-NAME, pattern: 'RUN \d{8}'")
    assert (result.masked, result.total) == (1, 1)


def test_a_zero_byte_is_not_what_a_pattern_masks(tmp_path: Path) -> None:
    output = changed(payment(1, name=""), 6, b"\0")
    rule = r"rule: mask, field: PAY-NAME, pattern: 'RUN \d{8}'"
    assert not compared(tmp_path, [payment(1, name="RUN 20260131")], [output], rule).equal


def test_the_order_of_an_output_without_a_key_cannot_be_let_go(tmp_path: Path) -> None:
    with pytest.raises(EquivalenceError, match="line 1: rule order needs an output with a key"):
        compared(tmp_path, [], [], "rule: order")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- {rule: mask, field: X, copybook: A}", "line 1: rule mask has no reason; an approver reads why"),
        ("- {rule: mask, field: X, copybook: A, reason: ' '}", "line 1: rule mask has no reason"),
        ("- {field: X, copybook: A, reason: r}", "line 1: a rule has no rule; it is one of mask, tolerance"),
        (
            "- {rule: skip, reason: r}",
            "line 1: unknown rule 'skip'; it is one of mask, tolerance, bytes, order, invalid",
        ),
        (
            "- {rule: mask, field: X, reason: r}",
            "line 1: rule mask names neither copybook nor dd; write copybook: ACCTREC",
        ),
        ("- {rule: mask, copybook: A, reason: r}", "line 1: rule mask has no field; write field: FILLER"),
        ("- {rule: order, dd: A, field: X, reason: r}", "line 1: rule order has no field"),
        ("- {rule: mask, dd: A, field: X, at_most: 1, reason: r}", "line 1: rule mask has no at_most"),
        ("- {rule: tolerance, dd: A, field: X, reason: r}", "rule tolerance has no at_most; write at_most"),
        ("- {rule: tolerance, dd: A, field: X, at_most: 0, reason: r}", "at_most is '0'; an amount above 0 is needed"),
        ("- {rule: tolerance, dd: A, field: X, at_most: NaN, reason: r}", "at_most is 'NaN'; an amount above 0"),
        ("- {rule: mask, dd: A, field: X, pattern: '[', reason: r}", "pattern '[' is no regular expression"),
        ("- {rule: mask, dd: A, field: X, pattern: '.*', reason: r}", "pattern '.*' matches an empty text"),
        ("- {rule: mask, dd: A, field: X, pattern: '.+', reason: r}", "pattern '.+' matches any text; write what it"),
        ("- {rule: mask, dd: A, field: X, pattern: '[^ ]', reason: r}", "pattern '[^ ]' matches any text"),
        ("\n- {rule: mask, dd: A, dd: B}", "line 2: 'dd' stands twice in a rule"),
        ("- {rule: mask, amount: 1}", "line 1: unknown key 'amount' in a rule; it may have rule, field,"),
        ("rule: mask", "line 1: the list of rules is a mapping; a list with at least one entry is needed"),
        ("- [", "this is not YAML"),
    ],
)
def test_a_rule_that_says_too_little_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(EquivalenceError) as refused:
        read_rules(path)
    assert str(refused.value).startswith(str(path))
    assert sentence in str(refused.value)


def test_a_rules_file_may_hold_nothing_but_comments(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("# nothing is overlooked\n")
    assert read_rules(path) == ()
