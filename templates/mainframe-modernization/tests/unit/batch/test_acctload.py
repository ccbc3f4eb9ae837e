"""ACCTLOAD as a step: a module of the service loads DD MASTER and sees the task's variables; its code is the step's."""

import json
from pathlib import Path
from typing import Any

import pytest

from batch import step
from batch.program import Ended, Program
from batch.utilities import ACCTLOAD
from batch.utilities.__main__ import run
from batch.utilities.dds import Dd, Dds
from tests.support.batch_jobs import Bench

STEP = """
    program: {program}
    parameter: MODULE=some.load
    datasets:
    - {{dd: MASTER, dataset: SOME.MASTER}}
    - {{dd: TOTALS, instream: ['SOME.MASTER: {{records: 1}}']}}
"""
# Says what it was told, and ends with the code that stands in the master file.
MODULE = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "copybooks": os.environ["COPYBOOKS_FOLDER"]}))
print(open(sys.argv[sys.argv.index("--totals") + 1]).read(), end="")
sys.exit(int(open(sys.argv[1]).read()))
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service whose load is the module some.load."""
    (tmp_path / "service/some").mkdir(parents=True)
    (tmp_path / "service/some/load.py").write_text(MODULE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "service"))
    monkeypatch.setenv("BATCH_COPYBOOKS", str(tmp_path / "cpy"))


def load(
    folder: Path, code: str, parameter: str = "MODULE=some.load", *, totals: bytes = b"A: 1\n", **more: Any
) -> int:
    """The return code of the utility."""
    (folder / "MASTER").write_text(code)
    (folder / "TOTALS").write_bytes(totals)
    made = {"copybook": "ITEM", "dataset": "SOME.MASTER", "format": "fixed", **more}
    dds = {
        "MASTER": Dd(name="MASTER", path=folder / "MASTER", **made),
        "TOTALS": Dd(name="TOTALS", path=folder / "TOTALS", dataset="SOME.TOTALS" if b"\n" in totals else ""),
    }
    return run(ACCTLOAD, Dds(dds, deletions=folder / "deletions"), parameter)


def said(capfd: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capfd.readouterr().err.splitlines()[0])


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize("code", [0, 4, 8, 12])
def test_the_return_code_of_the_load_is_that_of_the_step(tmp_path: Path, code: int) -> None:
    assert load(tmp_path, str(code)) == code


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize(("code", "ended"), [("2", 16), ("no number", 1)])
def test_a_load_that_ends_otherwise_is_an_abend(tmp_path: Path, code: str, ended: int) -> None:
    # 1 is known as the crash of a utility, and 16 is an abend anyway.
    assert load(tmp_path, code) == ended


@pytest.mark.usefixtures("module")
def test_the_load_is_told_what_the_border_left_and_what_the_catalogue_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, "0")
    told = said(capfd)
    file, _, totals, *others = told["arguments"]
    # As they are called in the report.
    assert (Path(file).name, Path(totals).name) == ("SOME.MASTER", "SOME.TOTALS")
    assert others == [
        *("--code-page", "ascii", "--format", "fixed", "--copybook", str(tmp_path / "cpy/ITEM.cpy")),
        *("--dataset", "SOME.MASTER"),
    ]
    # Wherever the step runs.
    assert told["copybooks"] == str(tmp_path / "cpy")


@pytest.mark.usefixtures("module")
def test_the_job_may_say_copybook_and_name_and_its_records_may_vary(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, "0", "MODULE=some.load,COPYBOOK=OTHER DATASET=BANK.MASTER", format="variable")
    arguments = said(capfd)["arguments"]
    found = {name: arguments[arguments.index(name) + 1] for name in ("--copybook", "--dataset", "--format")}
    assert found == {
        "--copybook": str(tmp_path / "cpy/OTHER.cpy"),
        "--dataset": "BANK.MASTER",
        "--format": "cobol-variable",
    }


@pytest.mark.usefixtures("module")
def test_totals_may_be_cards_of_the_job(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cards = b"SOME.MASTER:".ljust(80) + b"  records: 1".ljust(80)
    assert load(tmp_path, "0", totals=cards) == 0
    assert capfd.readouterr().err.endswith("SOME.MASTER:\n  records: 1\n")


@pytest.mark.parametrize(
    ("parameter", "more", "sentence"),
    [
        ("", {}, "MODULE is missing"),
        ("MODULE=some.load", {"copybook": ""}, "COPYBOOK is missing"),
        ("MODUL=some.load", {}, "'MODUL=some.load' is not known; ACCTLOAD has MODULE, COPYBOOK, DATASET"),
    ],
)
def test_what_cannot_be_loaded_ends_with_12_and_says_why(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], parameter: str, more: dict[str, Any], sentence: str
) -> None:
    assert load(tmp_path, "0", parameter, **more) == 12
    assert sentence in capfd.readouterr().out


def test_a_missing_dd_ends_with_12(bench: Bench) -> None:
    assert bench.step("program: ACCTLOAD\nparameter: MODULE=some.load\ndatasets: []").code == 12


@pytest.mark.parametrize(("program", "sees"), [(ACCTLOAD, True), ("IEBGENER", False)])
def test_it_alone_sees_the_store_and_nobody_sees_the_token(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, program: str, sees: bool
) -> None:
    seen: dict[str, str] = {}

    class Recorded(Program):
        def run(self, **_: Any) -> Ended:
            seen.update(self._environment)
            return Ended(code=0, abend="", seconds=0)

    monkeypatch.setattr(step, "Program", Recorded)
    monkeypatch.setenv("TABLE_NAME", "some-table")
    monkeypatch.setenv("TASK_TOKEN", "some-token")
    bench.put("SOME.MASTER", b"1")
    assert bench.step(STEP.format(program=program)).code == 0
    assert ("TABLE_NAME" in seen) is sees
    assert "TASK_TOKEN" not in seen
    assert "BATCH_RECORDS" in seen and "DD_MASTER" in seen
