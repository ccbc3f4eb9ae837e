"""Compiles each text of the template once for a whole run. Copier compiles it anew for every copy: half of the time.

`compile_once()` is called where tests render in their own process. The command is tested as it is, and gives the same
(`questions/test_command_line.py`).
"""

from types import CodeType

from jinja2 import Environment

_compile = Environment.compile
_compiled: dict[tuple[object, ...], CodeType] = {}


def compile_once() -> None:
    """From now on jinja2 keeps what it compiles. Equal settings have the same lexer, so that it stands for them."""
    Environment.compile = _kept  # type: ignore[method-assign,assignment]


def _kept(self: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
    key = (type(self), self.lexer, *self.extensions, name, filename, source)
    if key in _compiled:
        # Copier's `yield` forgets the text before, as often as it sees another one.
        self.preprocess(source, name, filename)
    else:
        _compiled[key] = _compile(self, source, name, filename)
    return _compiled[key]
