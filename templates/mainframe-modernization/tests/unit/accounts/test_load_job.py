"""The job LOAD, as it is deployed, on the sample master: the accounts are in either store, and the report says so."""

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from accounts.store import AccountStore
from batch.catalogue import read_catalogue
from batch.definition import read_job
from batch.local_run import run_job
from tests.support import accounts_dynamodb, accounts_postgres
from tests.support.accounts_stores import ROOT
from tests.support.aws_on_loopback import loopback
from tests.support.parallel_data import inputs
from tests.support.parallel_sample import SAMPLE
from tests.support.postgres import Server

JOB = read_job(ROOT / "jobs/LOAD.yaml")
# Of the sample: the first that is good, and one whose balance is no number.
GOOD, BAD = "2000000003", "1000000167"


@pytest.fixture
def task(
    on_each_store: AccountStore, request: pytest.FixtureRequest, server: Server, migrated: str
) -> Iterator[dict[str, str]]:
    """The variables of a task that works on each store."""
    if request.node.callspec.params["on_each_store"] == "empty_postgres":
        yield accounts_postgres.environment(server, migrated)
    else:
        with loopback(accounts_dynamodb.REGION) as aws:
            yield accounts_dynamodb.environment(**aws)


def load(folder: Path, task: dict[str, str]) -> tuple[int, str]:
    """The return code of the job, and its report."""
    for name in inputs(JOB):
        if not (folder / name).exists():
            shutil.copy(ROOT / SAMPLE[name], folder / name)
    catalogue = read_catalogue(ROOT / "jobs/datasets.yaml")
    with patch.dict(os.environ, task):
        code = run_job(JOB, folder, catalogue=catalogue, programs=folder, copybooks=ROOT / "cpy", out=io.StringIO())
    printed = sorted((folder / "sysout/LOAD").rglob("*.DISPLAY"), key=lambda each: each.stat().st_mtime_ns)
    return code, printed[-1].read_text("utf-8")


def test_the_sample_is_loaded_reconciled_and_loaded_again_without_a_change(
    on_each_store: AccountStore, task: dict[str, str], tmp_path: Path
) -> None:
    # Some records of the sample are wrong on purpose.
    code, report = load(tmp_path, task)
    assert code == 4, report
    *named, last = report.splitlines()
    assert last.endswith("Reconciled with LOAD.TOTALS: records 60; ACCT-BALANCE 901442565.90.")
    assert len(named) == 4 and all(line.startswith("LOAD.MASTER, record ") for line in named)
    assert on_each_store.read([GOOD, BAD]).keys() == {GOOD}
    code, report = load(tmp_path, task)
    assert code == 4
    assert "56 of its accounts are in the store, 0 of them added now" in report


def test_totals_that_do_not_agree_end_with_8(on_each_store: AccountStore, task: dict[str, str], tmp_path: Path) -> None:
    text = (ROOT / SAMPLE["LOAD.TOTALS"]).read_text("utf-8")
    assert "records: 60" in text
    (tmp_path / "LOAD.TOTALS").write_text(text.replace("records: 60", "records: 61"), "utf-8")
    code, report = load(tmp_path, task)
    assert code == 8
    assert "Not reconciled with LOAD.TOTALS: records 60, expected 61" in report


def test_without_its_store_nothing_is_loaded_and_the_step_ends_with_12(tmp_path: Path) -> None:
    code, report = load(tmp_path, {"STORE": ""})
    assert code == 12
    assert "STORE" in report
