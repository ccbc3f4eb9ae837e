"""One account per environment: nothing is deployed while an id is missing, and the refusal names the line to edit."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rendering import render

PER_ENVIRONMENT = {"accounts": "per-environment"}


def refusal(repository: Path) -> str:
    """What a person reads who deploys; empty when nothing is missing."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.actions.require_accounts"],
        cwd=repository,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == (1 if done.stderr else 0), done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (PER_ENVIRONMENT, "dev"),
        ({**PER_ENVIRONMENT, "prod_account": "345678901234"}, "dev"),
        ({**PER_ENVIRONMENT, "dev_account": "012345678901", "prod_account": "345678901234"}, "staging"),
    ],
)
def test_the_first_missing_account_is_named_with_its_line(answers: dict[str, Any], missing: str) -> None:
    repository = render(answers)
    file, line, sentence = refusal(repository).split(":", 2)
    assert file == "environments.py"
    assert sentence.startswith(f' account="": {missing} has no account yet')
    lines = (repository / file).read_text("utf-8").splitlines()
    assert lines[int(line) - 1].strip() == 'account="",'
    assert lines[int(line) - 2].strip() == f'name="{missing}",'


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {
            **PER_ENVIRONMENT,
            "dev_account": "012345678901",
            "staging_account": "123456789012",
            "prod_account": "345678901234",
        },
    ],
    ids=["one", "per-environment"],
)
def test_nothing_is_missing_where_every_environment_has_its_account(answers: dict[str, Any]) -> None:
    assert refusal(render(answers)) == ""
