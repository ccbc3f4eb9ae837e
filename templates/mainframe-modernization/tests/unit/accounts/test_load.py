"""The initial load: the master file of the mainframe into each store, counted, reconciled, repeatable."""

from typing import Any

import pytest

from accounts.store import AccountStore
from records.copybook import read_copybook
from tests.support.accounts_examples import ACCOUNTS, CHECKING, SAVINGS, TOTAL
from tests.support.accounts_files import ACCTREC, Loader, records


def test_a_master_file_is_loaded_and_reconciled(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(records()) == 0
    said = capsys.readouterr()
    assert said.out == (
        "MASTER: 4 records read, 0 invalid; 4 of its accounts are in the store, 4 of them added now. "
        f"Reconciled with totals.yaml: records 4; ACCT-BALANCE {TOTAL}.\n"
    )
    assert said.err == ""
    found = on_each_store.read(list(ACCOUNTS))
    assert {each: dict(kept.values) for each, kept in found.items()} == ACCOUNTS


def test_the_same_file_again_changes_nothing(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run(records())
    before = on_each_store.read(list(ACCOUNTS))
    assert run(records()) == 0
    assert "4 of its accounts are in the store, 0 of them added now. Reconciled" in capsys.readouterr().out
    assert on_each_store.read(list(ACCOUNTS)) == before


def test_a_load_that_broke_off_goes_on(
    run: Loader, capsys: pytest.CaptureFixture[str], on_each_store: AccountStore
) -> None:
    on_each_store.add({CHECKING: ACCOUNTS[CHECKING]})
    assert run(records()) == 0
    assert "4 of its accounts are in the store, 3 of them added now" in capsys.readouterr().out


def test_a_bad_record_is_named_and_the_rest_is_loaded(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    given = records()
    blank = read_copybook(ACCTREC).find("ACCT-BALANCE")
    given[1][blank.offset : blank.offset + blank.length] = b"\x40" * blank.length
    total = TOTAL - ACCOUNTS[SAVINGS]["ACCT-BALANCE"]
    assert run(given, invalid=1, total=str(total)) == 4
    said = capsys.readouterr()
    assert said.err.startswith("MASTER, record 2 at offset 421: found ACCT-BALANCE X'404040404040', expected ")
    assert "4 records read, 1 invalid; 3 of its accounts are in the store" in said.out
    assert on_each_store.read(list(ACCOUNTS)).keys() == ACCOUNTS.keys() - {SAVINGS}


def test_an_account_of_a_type_that_nobody_knows_is_named_and_not_loaded(
    run: Loader, on_each_store: AccountStore, capsys: pytest.CaptureFixture[str]
) -> None:
    given = records()
    given[0][read_copybook(ACCTREC).find("ACCT-TYPE").offset] = 0xE9
    assert run(given, invalid=1) == 4
    assert capsys.readouterr().err.startswith(
        "MASTER, record 1 at offset 10: found ACCT-TYPE 'Z', expected C, S, L, as"
    )
    assert len(on_each_store.read(list(ACCOUNTS))) == len(ACCOUNTS) - 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"count": 5}, "records 4, expected 5"),
        ({"total": "1.00"}, f"ACCT-BALANCE {TOTAL}, expected 1.00"),
        ({"invalid": 1}, "invalid 0, expected 1"),
    ],
)
def test_totals_that_do_not_agree_are_told_and_fail_the_load(
    run: Loader, capsys: pytest.CaptureFixture[str], told: dict[str, Any], sentence: str
) -> None:
    assert run(records(), **told) == 8
    said = capsys.readouterr()
    assert f"4 of its accounts are in the store, 4 of them added now. Not reconciled with totals.yaml: {sentence}." in (
        said.err
    )
    assert "Reconciled" not in said.out
