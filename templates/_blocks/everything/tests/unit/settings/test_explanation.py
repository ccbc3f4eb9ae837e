"""An error is told with the line that the team can edit, not with a traceback."""

import traceback
from pathlib import Path

import pytest

from settings.configuration import ConfigurationError
from settings.explanation import explanation
from settings.lines import REPOSITORY, line_of

TEAM, OURS = str(REPOSITORY / "extensions" / "resources.py"), str(REPOSITORY / "monitoring" / "health_alarm.py")
INSTALLED = str(REPOSITORY / ".venv" / "lib" / "site-packages" / "aws_cdk" / "__init__.py")


@pytest.mark.parametrize(
    ("frames", "line"),
    [
        ([(INSTALLED, 7), (OURS, 3), (TEAM, 12), (OURS, 40)], "extensions/resources.py:12"),
        ([(INSTALLED, 7), (OURS, 3), (str(REPOSITORY / "app.py"), 4)], "monitoring/health_alarm.py:3"),
        ([(INSTALLED, 7), (str(Path("elsewhere.py").absolute().parent.parent / "other.py"), 1)], ""),
        ([("<frozen importlib>", 7)], ""),
    ],
    ids=["the team's line, whoever it called", "the innermost of ours", "none of ours", "no file"],
)
def test_the_line_to_edit_is_the_one_of_the_team(frames: list[tuple[str, int]], line: str) -> None:
    assert line_of(frames) == line


def raised_in(file: str, code: str) -> Exception:
    try:
        exec(compile(code, file, "exec"))  # noqa: S102
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_a_mistake_in_the_code_of_the_team_is_named_with_its_line() -> None:
    error = raised_in(TEAM, "\n\nnowhere\n")
    assert explanation(error) == "extensions/resources.py:3: NameError: name 'nowhere' is not defined"
    assert traceback.format_exception(error)


def test_code_that_cannot_be_read_is_named_with_its_line() -> None:
    assert explanation(raised_in(TEAM, "\nif:\n")).startswith("extensions/resources.py:2: SyntaxError: ")


def test_what_the_cdk_refuses_is_named_with_the_line_that_made_the_construct() -> None:
    error = RuntimeError("ValidationError: failed with:\n  [dev/Service/Queue] a queue is not a topic")
    said = explanation(error, {"dev/Service/Queue": "extensions/resources.py:12"}.__getitem__)
    assert said == f"extensions/resources.py:12: {error}"


def test_a_refused_value_speaks_for_itself() -> None:
    assert explanation(ConfigurationError('account="12": 12 digits')) == 'account="12": 12 digits'


def test_a_message_that_never_ends_is_cut() -> None:
    assert explanation(ValueError("\n".join("line" for _ in range(1000)))).count("\n") == 20
