"""Every expected error of these programs is one sentence and exit code 1; a bug still shows where it is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from settings.configuration import ConfigurationError
from settings.failure import ActionFailed, exit_code

PROJECT = Path(__file__).parents[3]
ACTIONS = sorted(path.stem for path in (PROJECT / "pipeline" / "actions").glob("*.py"))


def raising(error: Exception) -> Callable[[], None]:
    def program() -> None:
        raise error

    return program


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ActionFailed("It fires."), "It fires."),
        (ConfigurationError("name: wrong"), "name: wrong"),
        (
            ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "DescribeStacks"),
            "AWS refused DescribeStacks: Rate exceeded",
        ),
        (NoCredentialsError(), "AWS could not be asked: Unable to locate credentials"),
        (FileNotFoundError(2, "No such file", "outputs.json"), "[Errno 2] No such file: 'outputs.json'"),
    ],
)
def test_an_expected_error_is_one_sentence(error: Exception, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(raising(error)) == 1
    assert capsys.readouterr().err == f"{sentence}\n"


def test_a_program_that_returns_succeeds() -> None:
    assert exit_code(lambda: None) == 0


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        exit_code(raising(ZeroDivisionError()))


def test_no_action_starts_the_cdk_which_takes_longer_than_the_action() -> None:
    lines = [f"import pipeline.actions.{name}; assert 'aws_cdk' not in sys.modules" for name in ACTIONS]
    program = "\n".join(["import sys", *lines])
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
