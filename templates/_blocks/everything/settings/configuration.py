"""What is wrong with a value that a person wrote, said in one sentence with the line to edit."""

import inspect
import linecache
import sys
import traceback
from itertools import islice
from pathlib import Path
from types import TracebackType

CONFIGURATION_FILES = ("environments.py", "project.py")


class ConfigurationError(ValueError):
    """A value in `environments.py` or `project.py` breaks a rule.

    message: a sentence, best with the value first, as it is written: `account="12": an account id is 12 digits`. The
    file and line being evaluated when the error was raised come before it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(f"{edited_line(message.partition('=')[0])}{message}")


class TemplateRefused(ConfigurationError):
    """A template that a person wrote cannot be used. The message names its file; every test needs the template."""


def edited_line(keyword: str) -> str:
    """Where the value of `keyword` stands in the call that is being evaluated, for example `environments.py:25: `.

    Without that keyword it is the line where the call begins; empty when no configuration file is being evaluated.
    """
    for frame, _ in traceback.walk_stack(inspect.currentframe()):
        file = frame.f_code.co_filename
        if Path(file).name in CONFIGURATION_FILES:
            # The last instruction is the call, two bytes of code have one position.
            first, last, *_ = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
            begin, end = first or frame.f_lineno, last or frame.f_lineno
            lines = (n for n in range(begin, end + 1) if linecache.getline(file, n).lstrip().startswith(f"{keyword}="))
            return f"{Path(file).name}:{next(lines, begin)}: "
    return ""


def _print_sentence(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, ConfigurationError):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


# A person who mistyped an account wants the line to edit, not a traceback through dataclasses and the CDK.
sys.excepthook = _print_sentence
