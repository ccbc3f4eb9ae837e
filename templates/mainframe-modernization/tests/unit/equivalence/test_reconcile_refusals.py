"""What of a parallel run cannot be read is a problem, and never a result that looks equal."""

import json
from pathlib import Path

import pytest

from equivalence.reconcile import main
from tests.support.equivalence_files import changed
from tests.support.equivalence_parallel import NEW, OLD, reconciled


def test_an_invalid_number_is_a_problem_even_where_both_have_it(tmp_path: Path) -> None:
    old, new = (changed(each[0], 18, bytes.fromhex("00001A234C")) for each in (OLD, NEW))
    code, result = reconciled(tmp_path, [old], [new])
    assert code == 1
    assert "record 1: PAY-AMOUNT at offset 18" in result["problems"][0]
    assert "byte 3 of 5 is X'1A', expected two digits 0-9" in result["problems"][0]


def test_a_record_of_the_wrong_length_is_a_problem(tmp_path: Path) -> None:
    code, result = reconciled(tmp_path, OLD, [*NEW[:4], NEW[4][:-1]])
    assert code == 1
    assert "new, record 5 at offset 176 of the file: found 43 bytes" in " ".join(result["problems"])


@pytest.mark.parametrize(
    ("more", "rules", "sentence"),
    [
        (["--copybook", "lost.cpy"], "", "lost.cpy cannot be read: No such file or directory"),
        (["--key", "PAY-NOTE"], "", "PAYMENT has no field PAY-NOTE to be a key; it has: PAY-ID,"),
        ([], "- {rule: mask, copybook: PAYMENT, field: PAY-ID}", "rule mask has no reason"),
        ([], "- {rule: mask, copybook: PAYMENT, field: PAY-NOTE, reason: r}", "PAYMENT has no field PAY-NOTE"),
    ],
)
def test_what_cannot_be_compared_is_exit_code_2_and_no_result_that_looks_equal(
    tmp_path: Path, more: list[str], rules: str, sentence: str
) -> None:
    code, result = reconciled(tmp_path, OLD, NEW, *more, rules=rules)
    assert code == 2
    assert result["equal"] is False
    assert sentence in result["problems"][0]


def test_files_come_from_dd_names_as_in_a_job_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("old", "new", "result"):
        (tmp_path / name).write_text("TOTAL 1.00\n")
        monkeypatch.setenv(f"DD_{name.upper()}", str(tmp_path / name))
    text = ["--old-format", "lines", "--new-format", "lines", "--old-code-page", "ascii"]
    assert main(text) == 0
    assert json.loads((tmp_path / "result").read_text())["records"] == {"old": 1, "new": 1, "equal": True}
    monkeypatch.delenv("DD_NEW")
    with pytest.raises(SystemExit) as ended:
        main(text)
    assert ended.value.code == 2


def test_a_file_is_not_reconciled_with_itself(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(NEW[0])
    with pytest.raises(SystemExit) as ended:
        main(["--old", f"{tmp_path}/old", "--new", f"{tmp_path}/./old", "--result", f"{tmp_path}/result"])
    assert ended.value.code == 2


@pytest.mark.parametrize("name", ["old", "new"])
def test_a_result_never_takes_the_place_of_a_file_to_compare(tmp_path: Path, name: str) -> None:
    for each in ("old", "new"):
        (tmp_path / each).write_bytes(NEW[0])
    files = {"old": "old", "new": "new", "result": name}
    with pytest.raises(SystemExit) as ended:
        main([part for key, each in files.items() for part in (f"--{key}", str(tmp_path / each))])
    assert ended.value.code == 2
    assert (tmp_path / name).read_bytes() == NEW[0]
