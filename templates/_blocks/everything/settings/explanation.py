"""What an error says to whoever has to mend it: the line of this repository that it comes from, and its message."""

import re
from collections.abc import Callable
from pathlib import Path

from settings.configuration import ConfigurationError
from settings.lines import line_of, line_that_raised

MOST_LINES = 20


def explanation(error: BaseException, line_of_construct: Callable[[str], str] = lambda path: "") -> str:
    """The message of `error` after the line that it comes from, for example `extensions/resources.py:12: …`.

    line_of_construct: knows where a construct was made; messages of the CDK name its path in brackets.
    """
    if isinstance(error, ConfigurationError):
        return str(error)
    said = str(error).splitlines() or [""]
    named = (line_of_construct(path) for line in said for path in re.findall(r"\[([^\[\]]+)\]", line))
    place = next((line for line in named if line), "") or _place(error)
    # Those of the CDK arrive as RuntimeError, with their own name in the message.
    kind = "" if type(error) is RuntimeError else type(error).__name__
    first = ": ".join(part for part in (place, kind, said[0]) if part)
    return "\n".join([first, *said[1:MOST_LINES], *(["…"] if len(said) > MOST_LINES else [])])


def _place(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return line_of([(error.filename, error.lineno or 1)]) or f"{Path(error.filename).name}:{error.lineno}"
    return line_that_raised(error.__traceback__)
