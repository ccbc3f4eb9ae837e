"""A parallel run is reconciled by counts, control totals and hashes; any mismatch is exit code 1 and told in JSON."""

from decimal import Decimal
from pathlib import Path

import pytest

from records.code_pages import CodePage
from tests.support.equivalence_files import changed, payment
from tests.support.equivalence_parallel import NEW, OLD, reconciled, total


def test_the_same_output_in_ebcdic_and_ascii_reconciles(tmp_path: Path) -> None:
    code, result = reconciled(tmp_path, OLD, NEW)
    assert code == 0
    assert result["equal"]
    assert result["records"] == {"old": 5, "new": 5, "equal": True}
    assert total(result, "PAY-AMOUNT") == {
        **{"field": "PAY-AMOUNT", "old": "16.25", "new": "16.25", "difference": "0", "allowed": "0", "equal": True}
    }
    assert total(result, "PAY-TAX")["new"] == "-18.75"
    assert result["hashes"]["equal"]
    assert result["files"]["old"]["sha256"] != result["files"]["new"]["sha256"]
    assert result["differences"]["total"] == 0


def test_an_amount_that_differs_is_in_total_hash_and_differences(tmp_path: Path) -> None:
    code, result = reconciled(tmp_path, OLD, [*NEW[:4], payment(5, amount=Decimal("5.24"))])
    assert code == 1
    assert not result["equal"]
    assert total(result, "PAY-AMOUNT")["difference"] == "-0.01"
    assert not result["hashes"]["equal"]
    assert "record 5 of PAY-AMOUNT at offset 18: expected 5.25, actual 5.24" in result["differences"]["first"][0]


def test_amounts_that_change_places_have_equal_totals_and_another_hash(tmp_path: Path) -> None:
    swapped = [payment(1, amount=Decimal("2.25")), payment(2, amount=Decimal("1.25")), *NEW[2:]]
    code, result = reconciled(tmp_path, OLD, swapped)
    assert code == 1
    assert all(each["equal"] for each in result["control_totals"])
    assert not result["hashes"]["equal"]


def test_text_that_differs_is_found_by_the_hash_alone(tmp_path: Path) -> None:
    code, result = reconciled(tmp_path, OLD, [payment(1, name="OTHER"), *NEW[1:]])
    assert code == 1
    assert all(each["equal"] for each in result["control_totals"])
    assert result["differences"]["by_field"] == {"PAY-NAME": 1}


def test_a_missing_record_is_counted_and_named_by_its_key(tmp_path: Path) -> None:
    code, result = reconciled(tmp_path, OLD, [*NEW[:2], *NEW[3:]], "--key", "pay-id")
    assert code == 1
    assert result["records"] == {"old": 5, "new": 4, "equal": False}
    assert result["differences"]["first"] == ["record missing: record 3 (PAY-ID=3), at offset 88 of the file."]


@pytest.mark.parametrize("raw", ["000000000D", "000000000F"])
def test_zero_has_one_hash_whatever_its_sign(tmp_path: Path, raw: str) -> None:
    new = changed(payment(1, amount=0), 18, bytes.fromhex(raw))
    code, _ = reconciled(tmp_path, [payment(1, CodePage.CP037, amount=0)], [new])
    assert code == 0


def test_another_order_reconciles_only_where_a_rule_says_so(tmp_path: Path) -> None:
    rule = "- {rule: order, copybook: PAYMENT, reason: the new job sorts}"
    assert reconciled(tmp_path, OLD, NEW[::-1], "--key", "PAY-ID")[0] == 1
    code, result = reconciled(tmp_path, OLD, NEW[::-1], "--key", "PAY-ID", rules=rule)
    assert code == 0
    assert result["rules"] == [{"rule": "order PAYMENT", "reason": "the new job sorts"}]
    assert reconciled(tmp_path, OLD, [*NEW[:0:-1], payment(1, name="OTHER")], "--key", "PAY-ID", rules=rule)[0] == 1


def test_masked_fields_are_in_no_total_and_no_hash(tmp_path: Path) -> None:
    rule = "- {rule: mask, copybook: PAYMENT, field: PAY-DATE, reason: the date of the run}"
    code, result = reconciled(tmp_path, OLD, [payment(number, date=20270101) for number in range(1, 6)], rules=rule)
    assert code == 0
    assert "PAY-DATE" not in [each["field"] for each in result["control_totals"]]


@pytest.mark.parametrize(("name", "code"), [("RUN 20260202", 0), ("RUN 2026020X", 1), ("\0", 1)])
def test_of_a_text_with_a_pattern_only_what_it_matches_is_overlooked(tmp_path: Path, name: str, code: int) -> None:
    rule = r"- {rule: mask, copybook: PAYMENT, field: PAY-NAME, pattern: 'RUN \d{8}', reason: the date of the run}"
    old, new = payment(1, CodePage.CP037, name="RUN 20260131"), payment(1, name=name)
    assert reconciled(tmp_path, [old], [new], rules=rule)[0] == code


def test_a_tolerance_holds_for_each_record_not_only_for_the_sum(tmp_path: Path) -> None:
    rule = '- {rule: tolerance, copybook: PAYMENT, field: PAY-AMOUNT, at_most: "0.01", reason: rounding}'
    near = [payment(number, amount=Decimal(number) + Decimal("0.26")) for number in range(1, 6)]
    code, result = reconciled(tmp_path, OLD, near, rules=rule)
    assert (code, total(result, "PAY-AMOUNT")["difference"]) == (0, "0.05")
    far = [payment(1, amount=Decimal("2.25")), payment(2, amount=Decimal("1.25")), *NEW[2:]]
    code, result = reconciled(tmp_path, OLD, far, rules=rule)
    assert (code, total(result, "PAY-AMOUNT")["difference"]) == (1, "0")
