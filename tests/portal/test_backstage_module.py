"""The Backstage module: its types, its own tests, and repositories that it makes with the real program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT, exported_answers_only
from npm_packages import NODE, installed_from
from releases import Releases
from rendering import copy, rendered_files

pytestmark = pytest.mark.slow
SOURCE = ROOT / "portal" / "backstage" / "module"


@pytest.fixture(scope="module")
def module() -> Path:
    return installed_from(SOURCE)


def test_the_types_of_the_module_agree_with_those_of_backstage(module: Path) -> None:
    command = [NODE, "node_modules/typescript/bin/tsc", "--noEmit"]
    checked = subprocess.run(command, cwd=module, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_tests_of_the_module_pass_and_what_it_creates_is_what_copier_creates(module: Path, tmp_path: Path) -> None:
    releases = Releases(tmp_path / "template", exported_answers_only())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    given = {
        "GOLDEN_PATHS_COMMAND": str(Path(sys.executable).with_name("golden-paths")),
        "GOLDEN_PATHS_TEMPLATE": str(releases.folder),
        "GOLDEN_PATHS_TARGET": str(tmp_path / "made"),
        "TMPDIR": str(scratch),
    }
    command = [NODE, "node_modules/vitest/vitest.mjs", "run", "--reporter=json", "--outputFile=told.json"]
    ran = subprocess.run(command, cwd=module, env=os.environ | given, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads((module / "told.json").read_text("utf-8"))
    assert told["numPendingTests"] == 0
    assert told["numPassedTests"] == told["numTotalTests"] > 20
    answers = {"architecture": "serverless", "owner": "0123"}
    theirs = _files(copy(tmp_path / "copier" / "orders", answers, template=releases.folder))
    assert _files(tmp_path / "made" / "real" / "orders") == theirs
    assert _files(tmp_path / "made" / "dry-run" / "orders") == theirs
    assert not list((tmp_path / "made" / "refused" / "orders").iterdir())


def _files(repository: Path) -> dict[str, bytes]:
    return {path: (repository / path).read_bytes() for path in rendered_files(repository)}
