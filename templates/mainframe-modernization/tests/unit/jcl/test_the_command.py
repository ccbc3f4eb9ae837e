"""`python -m workload.jcl`: exit codes, what is printed, and what is written or kept."""

import os
from pathlib import Path

import pytest

from batch.definition import read_job
from workload.jcl.__main__ import main

FULL = "//FULL     JOB\n//ONE      EXEC PGM=ACCTPOST\n"
PART = "//PART     JOB\n//ONE      EXEC PGM=SDSF\n"
NONE = "//NONE     JOB\n//ONE      EXEC MISSING\n"


def _run(folder: Path, text: str, *options: str) -> int:
    file = folder / "TEST.jcl"
    file.write_text(text)
    return main([str(file), "--output", str(folder / "jobs"), *options])


@pytest.mark.parametrize(("text", "code", "name"), [(FULL, 0, "FULL"), (PART, 4, "PART")])
def test_a_job_is_written_under_its_name(tmp_path: Path, text: str, code: int, name: str) -> None:
    assert _run(tmp_path, text) == code
    assert read_job(tmp_path / "jobs" / f"{name}.yaml").name == name
    assert [each.name for each in (tmp_path / "jobs").iterdir()] == [f"{name}.yaml"]


def test_a_job_that_is_not_converted_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, NONE) == 8
    assert not (tmp_path / "jobs").exists()
    assert "job NONE is not converted; nothing is written." in capsys.readouterr().out


def test_with_several_jobs_the_worst_one_decides_and_the_others_are_written(tmp_path: Path) -> None:
    assert _run(tmp_path, FULL + NONE + PART) == 8
    assert sorted(each.name for each in (tmp_path / "jobs").iterdir()) == ["FULL.yaml", "PART.yaml"]


def test_a_partial_definition_says_at_its_head_what_is_missing(tmp_path: Path) -> None:
    _run(tmp_path, PART)
    first, second, *_ = (tmp_path / "jobs" / "PART.yaml").read_text().splitlines()
    assert first == "# Converted from TEST.jcl by `make convert-jcl`; yours to edit from here on."
    assert second.startswith("# Not converted, TEST.jcl line 2: PGM=SDSF of step ONE: ")


def test_a_definition_that_was_edited_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path, FULL)
    path = tmp_path / "jobs" / "FULL.yaml"
    edited = path.read_text() + "restart: ONE\n"
    path.write_text(edited)
    assert _run(tmp_path, FULL) == 8
    assert path.read_text() == edited
    told = capsys.readouterr().out
    assert "is there and differs; it is kept. Replace it: --overwrite, with make OVERWRITE=yes." in told
    assert _run(tmp_path, FULL, "--overwrite") == 0
    assert "restart" not in path.read_text()


def test_the_same_definition_again_is_no_difference(tmp_path: Path) -> None:
    assert [_run(tmp_path, FULL), _run(tmp_path, FULL)] == [0, 0]


def test_a_write_that_fails_leaves_the_old_definition_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(tmp_path, FULL)
    before = (tmp_path / "jobs" / "FULL.yaml").read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert _run(tmp_path, FULL + "//TWO EXEC PGM=ACCTPOST\n", "--overwrite") == 8
    assert [each.read_text() for each in (tmp_path / "jobs").iterdir()] == [before]
    assert "it stays as it was" in capsys.readouterr().out


def test_a_file_or_folder_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "NO.jcl"), "--output", str(tmp_path)]) == 8
    assert "the file cannot be read (No such file or directory)" in capsys.readouterr().out
    assert _run(tmp_path, FULL, "--procs", str(tmp_path / "no")) == 8
    assert "is no folder; name one with procedures, such as jcl/proc." in capsys.readouterr().err


def test_a_summary_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, PART, "--summary") == 4
    assert "| converted partly | 1 |" in capsys.readouterr().out
    assert not (tmp_path / "jobs").exists()


def test_a_file_in_another_encoding_and_with_windows_lines_is_read(tmp_path: Path) -> None:
    (tmp_path / "TEST.jcl").write_bytes("//FULL JOB\r\n//* Müller\r\n//ONE EXEC PGM=A,PARM='Ä'\r\n".encode("latin-1"))
    assert main([str(tmp_path / "TEST.jcl"), "--output", str(tmp_path)]) == 0
    assert read_job(tmp_path / "FULL.yaml").steps[0].parameter == "Ä"


def test_data_sets_that_the_catalogue_does_not_describe_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs/datasets.yaml").write_text("datasets: [{name: BANK.IN, format: fixed, length: 80}]\n")
    dds = "//IN DD DSN=BANK.IN,DISP=SHR\n//OUT DD DSN=BANK.OUT(+1),DISP=(NEW,CATLG)\n//M DD DSN=&&M,DISP=(NEW,DELETE)\n"

    assert _run(tmp_path, FULL + dds) == 0

    assert "datasets.yaml has no entry for &&M, BANK.OUT; say there how long" in capsys.readouterr().out
    _run(tmp_path, FULL)
    assert "no entry" not in capsys.readouterr().out
