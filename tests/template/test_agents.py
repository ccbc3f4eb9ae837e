"""AGENTS.md of the template: its commands and paths exist."""

import re
import subprocess
import sys

from exports import ROOT
from guide import defined, files, targets

PAGE = (ROOT / "AGENTS.md").read_text("utf-8")


def test_every_target_exists_and_every_target_is_named() -> None:
    assert targets(PAGE) == defined([ROOT / "Makefile"])


def test_every_path_exists() -> None:
    assert [path for path in sorted(files(PAGE)) if not (ROOT / path).exists()] == []


def test_the_other_commands_work() -> None:
    programs = re.findall(r"\.venv/bin/(\w+)", PAGE)
    assert set(programs) == {"copier", "python", "ruff"}
    test = re.findall(r"-m pytest -n 0 (\S+)`", PAGE)
    assert [(ROOT / path).is_file() for path in test] == [True]
    collected = [sys.executable, "-m", "pytest", "-n", "0", "--collect-only", "-q", *test]
    assert subprocess.run(collected, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_a_page_that_names_what_is_not_there_is_noticed() -> None:
    page = "`make package synth`, `make tidy NAME=x`, `nowhere/here.py` and [this](docs/gone.md#part)"
    assert targets(page) == {"package", "synth", "tidy"}
    assert files(page) == {"nowhere/here.py", "docs/gone.md"}
