"""Symbolic parameters: SET, the defaults of PROC and the values of EXEC.

Source: JCL Reference, "Using system symbols and JCL symbols". A symbol that the job SETs once stays open in the job
definition (`&HLQ.`), so that an execution may give another value; every other one is replaced by its value here.
"""

import re
from collections import ChainMap
from collections.abc import Container, Iterable, Mapping, MutableMapping

SYMBOL = re.compile(r"&([A-Z@#$][A-Z0-9@#$]{0,7})(?![A-Z0-9@#$])\.?")
NO_VALUE = "the symbol has no value; SET it"
# Elsewhere a symbol in apostrophes is text (JCL Reference, "Coding symbols in apostrophes").
_QUOTED_KEYS = frozenset({"ACCT", "AMP", "PARM", "PATH", "SUBSYS"})
# What the job definition may leave open.
_OPEN_KEYS = frozenset({"DSN", "DSNAME", "PARM"})
# Parameters of EXEC that are no symbols of the procedure it calls.
_EXEC_KEYS = frozenset({"", "COND", "PGM", "PROC", "REGION", "TIME"})
_KEY = re.compile(r"(?:^|(?<=,))([A-Z@#$][A-Z0-9@#$]*)(?:\.[A-Z0-9@#$]+)?=")
# A value that an execution could replace without a change of the statement's structure.
SIMPLE = re.compile(r"[A-Z0-9@#$.-]{1,44}")


class Symbols:
    """Values in force at a point of the job; `of_procedure` adds those of a call."""

    def __init__(self, openable: Iterable[str] = ()) -> None:
        """openable: symbols of SET to keep open where the job definition allows it."""
        self._openable = frozenset(openable)
        self._set: MutableMapping[str, str] = {}
        self._local: ChainMap[str, str] = ChainMap()
        self.defaults: dict[str, str] = {}
        # Openable symbols that stand where only a value can.
        self.closed: set[str] = set()

    def set(self, name: str, value: str) -> None:
        """SET name=value. The value may refer to open symbols."""
        if name in self._openable and SIMPLE.fullmatch(value):
            if name in self.defaults:
                # A procedure or included member gives it another value on the way.
                self.closed.add(name)
            self.defaults[name] = value
            value = f"&{name}."
        self._set[name] = value

    def is_local(self, name: str) -> bool:
        """Whether a procedure around, or its call, gives it a value."""
        return name in self._local

    def of_procedure(self, defaults: Mapping[str, str], values: Mapping[str, str]) -> "Symbols":
        """The symbols within a procedure: those of its call before its defaults before those around."""
        inner = Symbols(self._openable)
        inner._set, inner.defaults, inner.closed = self._set, self.defaults, self.closed
        inner._local = self._local.new_child(dict(values))
        for name, value in defaults.items():
            # A default may refer to the symbols of the call and to those before it.
            if name not in values:
                inner._local[name] = inner.replace(value, stays_open=True)
        return inner

    def substitute(self, text: str, *, assigns: bool = False) -> str:
        """A parameter field with its symbols replaced. assigns: its keywords are symbols (SET, PROC, EXEC of a
        procedure), to which an open symbol may be passed on."""
        found, position, depth, quoted, key = "", 0, 0, False, ""
        while position < len(text):
            if depth == 0 and not quoted and (begin := _KEY.match(text, position)):
                key = begin[1]
                found += begin[0]
                position = begin.end()
                continue
            character = text[position]
            if character == "&" and (not quoted or key in _QUOTED_KEYS):
                stays = key == "PARM" or (key in _OPEN_KEYS and not depth) or (assigns and key not in _EXEC_KEYS)
                put, position = self._symbol(text, position, stays_open=stays)
                found += put
                continue
            if character == "'":
                quoted = not quoted
            elif not quoted:
                depth += (character == "(") - (character == ")")
            found += character
            position += 1
        return found

    def replace(self, text: str, only: Container[str] | None = None, *, stays_open: bool = False) -> str:
        """`text` with every symbol replaced by its value. only: those of these names. stays_open: not open ones."""

        def value(match: re.Match[str]) -> str:
            if only is not None and match[1] not in only:
                return match[0]
            return self._value(match[1], stays_open=stays_open, otherwise=match[0])

        return SYMBOL.sub(value, text)

    def _symbol(self, text: str, position: int, *, stays_open: bool) -> tuple[str, int]:
        if text.startswith("&&", position):
            return "&&", position + 2
        match = SYMBOL.match(text, position)
        if match is None:
            return "&", position + 1
        return self._value(match[1], stays_open=stays_open, otherwise=match[0]), match.end()

    def _value(self, name: str, *, stays_open: bool, otherwise: str) -> str:
        value = self._local.get(name, self._set.get(name))
        if value is None:
            return otherwise
        if stays_open:
            return value
        for inner in SYMBOL.findall(value):
            if inner in self.defaults:
                self.closed.add(inner)
        return SYMBOL.sub(lambda match: self.defaults.get(match[1], match[0]), value)


def tidy(text: str) -> str:
    """Open symbols without a period that nothing needs: `A.&CYCLE.(0)` is `A.&CYCLE(0)`."""
    return re.sub(r"(&[A-Z@#$][A-Z0-9@#$]*)\.(?=$|[^A-Z0-9@#$.])", r"\1", text)


def unknown(text: str, symbols: Container[str]) -> str:
    """The first name behind an ampersand that is none of `symbols`; "" without."""
    names = re.findall("&([A-Z@#$][A-Z0-9@#$]*)", text)
    return next((name for name in names if name not in symbols), "")
