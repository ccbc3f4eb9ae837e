"""RECONCIL as a step: equal is return code 0, not equal 8, nothing compared 12; what it found is in DD RESULT."""

import json
from pathlib import Path
from typing import Any

import pytest

from batch.catalogue import Entry
from batch.outcome import Outcome
from records.code_pages import CodePage
from tests.support.batch_jobs import Bench

OLD = bytes.fromhex("c1c2c3f1 0012345c f0f0f7 40") + bytes.fromhex("c1c2c3f2 0054321d f0f0f9 40")
NEW = bytes.fromhex("41424331 0012345c 303037 20") + bytes.fromhex("41424332 0054321d 303039 20")
STEP = """
    program: RECONCIL
    parameter: {parameter}
    datasets:
    - {{dd: OLD, dataset: RUN.OLD}}
    - {{dd: NEW, dataset: RUN.NEW}}
    - {{dd: RESULT, dataset: RUN.RESULT, disposition: [NEW, CATLG, CATLG]}}
"""


@pytest.fixture
def files(bench: Bench) -> Bench:
    """What the mainframe wrote is held in EBCDIC."""
    items = {"format": "fixed", "length": 12, "copybook": "ITEM"}
    bench.catalogue["RUN.OLD"] = Entry(**items, code_page=CodePage.CP037)  # type: ignore[arg-type]
    bench.catalogue["RUN.NEW"] = Entry(**items)  # type: ignore[arg-type]
    bench.catalogue["RUN.RESULT"] = Entry(format="lines")
    bench.put("RUN.OLD", OLD)
    bench.put("RUN.NEW", NEW)
    return bench


def step(bench: Bench, parameter: str = '""', more: str = "") -> Outcome:
    return bench.step(STEP.format(parameter=parameter) + more)


def result(bench: Bench) -> Any:
    return json.loads(bench.get("RUN.RESULT") or b"{}")


def test_equal_files_end_with_0_and_their_totals(files: Bench) -> None:
    assert step(files).code == 0
    found = result(files)
    assert found["equal"] is True
    assert found["records"] == {"old": 2, "new": 2, "equal": True}
    amounts = next(each for each in found["control_totals"] if each["field"] == "ITEM-AMOUNT")
    assert (amounts["old"], amounts["new"]) == ("-419.76", "-419.76")
    # As people know them, not where they lay while the step ran.
    assert [found["files"][side]["name"] for side in ("old", "new")] == ["RUN.OLD", "RUN.NEW"]


def test_a_difference_ends_with_8_and_is_named(files: Bench) -> None:
    files.put("RUN.NEW", NEW.replace(bytes.fromhex("0054321d"), bytes.fromhex("0054321c")))
    assert step(files, "KEY=ITEM-KEY").code == 8
    found = result(files)
    assert found["equal"] is False
    assert "ITEM-AMOUNT" in found["differences"]["first"][0] and "the sign is lost" in found["differences"]["first"][0]


def test_with_a_key_a_record_that_is_missing_is_one_difference(files: Bench) -> None:
    files.put("RUN.NEW", NEW[12:])
    assert step(files, "KEY=ITEM-KEY").code == 8
    assert result(files)["differences"]["total"] == 1


def test_without_a_rule_every_field_counts(files: Bench) -> None:
    files.put("RUN.NEW", NEW.replace(b"009", b"008"))
    assert step(files).code == 8


def test_rules_of_a_parallel_run_hold(files: Bench) -> None:
    files.put("RUN.NEW", NEW.replace(b"009", b"008"))
    rules = """
    - dd: RULES
      instream: ['- {rule: mask, copybook: ITEM, field: ITEM-COUNT,', '   reason: counted anew}']
"""
    assert step(files, more=rules).code == 0
    assert result(files)["rules"][0]["reason"] == "counted anew"


def test_what_holds_no_number_is_equal_by_its_bytes_where_a_rule_says_so(files: Bench) -> None:
    wrong = bytes.fromhex("00ab321d")
    files.put("RUN.OLD", OLD.replace(bytes.fromhex("0054321d"), wrong))
    files.put("RUN.NEW", NEW.replace(bytes.fromhex("0054321d"), wrong))
    rules = """
    - dd: RULES
      instream: ['- {rule: invalid, copybook: ITEM, field: ITEM-AMOUNT,', '   reason: as it came}']
"""
    assert step(files, more=rules).code == 0
    amounts = next(each for each in result(files)["control_totals"] if each["field"] == "ITEM-AMOUNT")
    assert amounts["old"] == "123.45", "what is no number adds nothing"


def test_what_holds_no_number_differs_where_its_bytes_do(files: Bench) -> None:
    files.put("RUN.OLD", OLD.replace(bytes.fromhex("0054321d"), bytes.fromhex("00ab321d")))
    files.put("RUN.NEW", NEW.replace(bytes.fromhex("0054321d"), bytes.fromhex("00ac321d")))
    rules = """
    - dd: RULES
      instream: ['- {rule: invalid, copybook: ITEM, field: ITEM-AMOUNT,', '   reason: as it came}']
"""
    assert step(files, more=rules).code == 8
    assert result(files)["differences"]["total"] == 1


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("COLOUR=RED", "'COLOUR=RED' is not known; RECONCIL has COPYBOOK, KEY, OLDPAGE, NEWPAGE, DD"),
        ("KEY=NOFIELD", "has no field NOFIELD to be a key"),
        ("COPYBOOK=NOBOOK", "NOBOOK.cpy"),
        ("OLDPAGE=777", "777"),
    ],
)
def test_what_cannot_be_compared_ends_with_12_and_says_why(
    files: Bench, tmp_path: Path, parameter: str, said: str
) -> None:
    assert step(files, parameter).code == 12
    printed = "".join(path.read_text() for path in (files.datasets / "sysout").rglob("*.DISPLAY"))
    assert said in printed


def test_a_missing_dd_ends_with_12(files: Bench) -> None:
    found = files.step("program: RECONCIL\ndatasets:\n- {dd: OLD, dataset: RUN.OLD}")
    assert found.code == 12
