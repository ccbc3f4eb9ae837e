"""A load into a store that has accounts already, and of accounts that are not what they should be."""

from decimal import Decimal

import pytest

from accounts.store import AccountStore
from tests.support.accounts_examples import ACCOUNTS, CHECKING
from tests.support.accounts_files import Loader, records
from tests.unit.accounts.test_stores import posted


def test_an_account_that_was_posted_on_since_is_kept_and_told(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run(records())
    kept = on_each_store.read([CHECKING])[CHECKING]
    on_each_store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal("112.50")}, posted())
    after = on_each_store.read([CHECKING])
    assert run(records()) == 8
    assert f"1 accounts were posted on since they were loaded, and stay so: {CHECKING}" in capsys.readouterr().err
    assert on_each_store.read([CHECKING]) == after


def test_another_file_of_the_same_accounts_does_not_overwrite_them(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run(records())
    other = {**ACCOUNTS[CHECKING], "ACCT-HOLDER": "SOMEBODY ELSE"}
    assert run(records(other), total="100.00") == 8
    assert f"1 accounts differ in the store: {CHECKING}" in capsys.readouterr().err
    assert on_each_store.read([CHECKING])[CHECKING].values["ACCT-HOLDER"] == "ADA LOVELACE"


def test_an_account_that_comes_twice_or_out_of_sequence_is_a_bad_record(
    run: Loader, capsys: pytest.CaptureFixture[str]
) -> None:
    given = records()
    assert run([given[1], given[0], given[1], given[2]], invalid=2, total=str(-4000 + 3 * 100)) == 4
    errors = capsys.readouterr().err.splitlines()
    assert errors == [
        "MASTER, record 2 at offset 300: found ACCT-NUMBER 1000000001 after 1000000002, "
        "expected ascending numbers, each once.",
        "MASTER, record 3 at offset 600: found ACCT-NUMBER 1000000002 after 1000000002, "
        "expected ascending numbers, each once.",
    ]


def test_a_file_that_ends_within_a_record_is_told(run: Loader, capsys: pytest.CaptureFixture[str]) -> None:
    given = records()
    given.append(given[0][:100])
    assert run(given) == 8
    said = capsys.readouterr().err
    assert "MASTER, record 5 at offset 1200: found 100 bytes at the end of the file, expected a record of 300" in said
    assert "5 records read, 1 invalid; 4 of its accounts are in the store" in said
    assert "Not reconciled with totals.yaml: invalid 1, expected 0." in said


def test_a_file_whose_every_record_is_wrong_is_told_in_short(
    run: Loader, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.loaded.MOST_NAMED", 2)
    assert run([bytearray(300)] * 5, invalid=5, total="0.00") == 4
    said = capsys.readouterr()
    assert [line.partition(" at ")[0] for line in said.err.splitlines()] == ["MASTER, record 1", "MASTER, record 2"]
    assert "5 records read, 5 invalid; 0 of its accounts are in the store" in said.out
