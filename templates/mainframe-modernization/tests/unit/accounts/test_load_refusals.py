"""A load that cannot start, or breaks off, says why in one sentence and ends with 12; nothing is half told."""

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy.exc import OperationalError

from accounts.load import main
from accounts.postgresql import PostgresAccounts
from tests.support import accounts_postgres
from tests.support.accounts_stores import COPYBOOKS, ROOT
from tests.support.postgres import Server

MASTER = ROOT / "data" / "ebcdic" / "BANK.ACCOUNT.MASTER"
OPTIONS = {
    "--copybook": str(COPYBOOKS / "ACCTREC.cpy"),
    "--code-page": "037",
    "--totals": str(ROOT / "data" / "control-totals.yaml"),
}


@pytest.fixture
def there(server: Server, migrated: str) -> dict[str, str]:
    """The variables of a container that works on PostgreSQL."""
    return accounts_postgres.environment(server, migrated)


def load(environment: dict[str, str], file: Path = MASTER, **changed: str) -> int:
    with patch.dict(os.environ, {**environment, **changed}):
        return main([str(file), *(part for pair in OPTIONS.items() for part in pair)])


def test_the_master_of_the_sample_is_loaded_and_its_invalid_records_are_named(
    empty_postgres: PostgresAccounts, there: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(there) == 4
    said = capsys.readouterr()
    assert "60 records read, 4 invalid; 56 of its accounts are in the store, 56 of them added now" in said.out
    assert len({line.partition(" at offset ")[0] for line in said.err.splitlines()}) == 4


@pytest.mark.parametrize(
    ("option", "given", "sentence"),
    [
        ("--copybook", "cpy/NOTHERE.cpy", "cpy/NOTHERE.cpy: No such file or directory."),
        ("--code-page", "500", "500"),
        ("--totals", "nothere.yaml", "nothere.yaml: No such file or directory; expected control totals, for example "),
        ("--totals", "{MASTER: 1}", "has no control totals of BANK.ACCOUNT.MASTER that can be read"),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 1, sum: {ACCT-BALANCE: 1.5}}}", "sums are written in quotes"),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 1, sum: {BALANCE: '1'}}}", "has no field BALANCE"),
        (
            "--totals",
            "{BANK.ACCOUNT.MASTER: {records: 1, sum: {ACCT-HOLDER: '1'}}}",
            "ACCT-HOLDER can be no control total",
        ),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 1, sum: {LOAN-RATE: '1'}}}", "LOAN-RATE can be no control total"),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 1, sum: {CHK-MONTHLY-FEE: '1'}}}", "can be no control total"),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 1, sum: {ACCT-RECENT-AMOUNT: '1'}}}", "can be no control total"),
        ("--totals", "{BANK.ACCOUNT.MASTER: {records: 60.5, sum: {}}}", "records and invalid are whole numbers"),
        ("--copybook", str(COPYBOOKS / "TRANREC.cpy"), "has no field ACCT-NUMBER"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    there: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    option: str,
    given: str,
    sentence: str,
) -> None:
    if given.startswith("{"):
        (tmp_path / "totals.yaml").write_text(given, "utf-8")
        given = str(tmp_path / "totals.yaml")
    monkeypatch.setitem(OPTIONS, option, given)
    assert load(there) == 12
    said = capsys.readouterr()
    assert sentence in said.err and said.err.count("\n") == 1 and said.out == ""


def test_a_file_that_is_missing_is_told(
    there: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "BANK.ACCOUNT.MASTER"
    assert load(there, file) == 12
    assert capsys.readouterr().err == f"{file}: No such file or directory.\n"


def test_a_store_that_is_not_ready_is_told(there: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert load(there, DATABASE_HOST="127.0.0.1", DATABASE_PORT="9") == 12
    assert capsys.readouterr().err == "The database does not answer, or was never migrated.\n"
    assert load(there, STORE="db2") == 12
    assert "STORE: Input should be 'postgresql' or 'dynamodb'" in capsys.readouterr().err


def test_a_store_that_fails_meanwhile_is_told_and_the_same_command_goes_on(
    empty_postgres: PostgresAccounts,
    there: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add = PostgresAccounts.add

    def breaks(store: PostgresAccounts, accounts: Any) -> None:
        add(store, dict(list(accounts.items())[:10]))
        raise OperationalError("INSERT", {}, Exception("server closed the connection"))

    with monkeypatch.context() as patched:
        patched.setattr(PostgresAccounts, "add", breaks)
        assert load(there) == 12
    said = capsys.readouterr().err
    assert "the store failed" in said and "run the same command again" in said and "Traceback" not in said
    assert load(there) == 4
    assert "56 of its accounts are in the store, 46 of them added now" in capsys.readouterr().out
