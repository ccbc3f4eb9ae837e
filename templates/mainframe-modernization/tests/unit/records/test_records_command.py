"""`python -m records`: exit codes, sentences on stderr, and nothing written in part."""

from pathlib import Path

import pytest

from records.__main__ import main

COPYBOOK = "           05  ID-NO  PIC 9(3).\n           05  T  PIC X(2).\n"


@pytest.fixture
def copybook(tmp_path: Path) -> Path:
    path = tmp_path / "R.cpy"
    path.write_text(COPYBOOK)
    return path


def test_a_layout_is_printed_with_offset_and_length(copybook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layout", str(copybook)]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["R:", "5", "to", "5", "bytes"],
        ["0", "3", "ID-NO", "9(3)", "DISPLAY"],
        ["3", "2", "T", "X(2)", "DISPLAY"],
    ]


def test_a_check_names_each_record_that_is_wrong(copybook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copybook.parent / "IN").write_bytes("001ab   cd003".encode("cp037"))
    assert main(["check", str(copybook), str(copybook.parent / "IN"), "--code-page", "037"]) == 4
    printed = capsys.readouterr()
    assert printed.out.endswith("IN: 2 records read, 2 faults.\n")
    assert printed.err.splitlines() == [
        "IN, record 2 at offset 5: found ID-NO X'404040', expected digits (ID-NO PIC 9(3) DISPLAY).",
        "IN, record 3 at offset 10: found 3 bytes at the end of the file, expected a record of 5 bytes.",
    ]


def test_a_file_is_converted_or_left_alone(copybook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = copybook.parent / "IN", copybook.parent / "OUT"
    command = ["convert", str(copybook), str(source), str(target), "--from", "IBM-037", "--to", "ascii"]
    source.write_bytes("001ab".encode("cp037"))
    assert main(command) == 0
    assert target.read_bytes() == b"001ab"
    source.write_bytes(b"\xf0")
    assert main(command) == 4
    assert target.read_bytes() == b"001ab"
    assert capsys.readouterr().out.endswith("OUT: 1 faults, nothing written.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["model", "NOWHERE.cpy"], "NOWHERE.cpy: No such file or directory.\n"),
        (["check", "R.cpy", "R.cpy", "--code-page", "500"], "Code page '500' is unknown; there are: ascii, 037, 1047"),
        (["table", "R.cpy", "--key", "X"], "R.cpy: X is no key of R: it must be one item of every record.\n"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    copybook: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(copybook.parent)
    assert main(arguments) == 8
    printed = capsys.readouterr()
    assert printed.err.startswith(sentence) and printed.err.count("\n") == 1
    assert printed.out == ""
