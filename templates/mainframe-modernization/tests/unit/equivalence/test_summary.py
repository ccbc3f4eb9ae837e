"""The line about the equivalence gate that whoever approves a release reads is that of its report."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.equivalence_gate import COPY, Repository
from workload.equivalence_summary import main, summary


def test_it_tells_that_every_case_is_equal(repository: Repository) -> None:
    assert repository.run() == 0
    assert summary(repository.folder / "reports/e.xml") == "1 of 1 cases equal, 0 differences"


@pytest.mark.parametrize(
    ("more", "told"),
    [("", "0 of 1 cases equal, 1 difference"), ("; exit 4", "0 of 1 cases equal, 2 differences")],
)
def test_it_counts_what_differs_as_the_gate_does(
    repository: Repository, capsys: pytest.CaptureFixture[str], more: str, told: str
) -> None:
    repository.program(f'{COPY}; printf X | dd of="$DD_PAYOUT" bs=1 seek=50 conv=notrunc 2>/dev/null{more}')
    assert repository.run() == 1
    equal, differences = capsys.readouterr().out.splitlines()[-1].partition("; report")[0].split(", differences: ")
    assert summary(repository.folder / "reports/e.xml") == told
    assert told == f"{equal}, {differences} difference{'s' * (differences != '1')}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "cannot be read: "),
        ("<testsuites", "cannot be read: "),
        ("<testsuites/>", "holds no case, so it says nothing about the programs."),
        ('<testsuites><testsuite name="run"/></testsuites>', "holds no case"),
    ],
)
def test_where_nothing_was_compared_there_is_nothing_to_tell(
    written: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "equivalence.xml"
    if written is not None:
        report.write_text(written, "utf-8")
    assert main([str(report)]) == 1
    printed = capsys.readouterr()
    assert (printed.out, said in printed.err) == ("", True)


def test_it_needs_no_package(tmp_path: Path) -> None:
    report = tmp_path / "equivalence.xml"
    report.write_text('<testsuites><testsuite name="post-day"><testcase/></testsuite></testsuites>', "utf-8")
    command = [sys.executable, "-I", "-S", "workload/equivalence_summary.py", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "1 of 1 cases equal, 0 differences\n"
