"""What is wrong with a value that a person wrote, said in one sentence with the line to edit."""

import sys
import traceback
from pathlib import Path
from types import TracebackType

CONFIGURATION_FILES = ("environments.py", "project.py")


class ConfigurationError(ValueError):
    """A value in `environments.py` or `project.py` breaks a rule.

    The message starts with the file and line being evaluated when the error was raised.
    """

    def __init__(self, message: str) -> None:
        super().__init__(f"{_edited_line()}{message}")


def _edited_line() -> str:
    for frame in reversed(traceback.extract_stack()):
        if (name := Path(frame.filename).name) in CONFIGURATION_FILES:
            return f"{name}:{frame.lineno}: "
    return ""


def _print_sentence(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, ConfigurationError):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


# A person who mistyped an account wants the line to edit, not a traceback through dataclasses and the CDK.
sys.excepthook = _print_sentence
