"""A signal, or an output that nobody can write, and what is told of it is still true."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT
from releases import Releases
from updates.small_template import exported_small_template

from golden_paths import cli
from golden_paths.portal import command


@pytest.fixture
def no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return Releases(tmp_path / "template", exported_small_template()).repository(tmp_path / "orders")


def _end(*given: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_before_anything_is_done_is_told_as_json(
    tmp_path: Path, no_input: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "refuse_another_template", _end)
    assert cli.main(["portal", "check", str(tmp_path)]) == 128 + signal.SIGTERM
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "Stopped by SIGTERM; nothing was done."


def test_a_signal_while_an_update_is_written_stops_neither_it_nor_what_is_told(
    repository: Path, no_input: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "apply", _end)

    def told(*given: object, **more: object) -> tuple[dict[str, object], int]:
        _end()
        return {"files": []}, 0

    monkeypatch.setattr(command, "_told", told)
    assert cli.main(["portal", "update", str(repository)]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": []}


def test_an_update_that_cannot_be_told_ends_with_3(repository: Path) -> None:
    program = [sys.executable, "-m", "golden_paths.cli", "portal", "update", str(repository)]
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(program, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, cwd=ROOT)
    assert (ran.returncode, b"cannot be written to standard output" in ran.stderr) == (3, True)
