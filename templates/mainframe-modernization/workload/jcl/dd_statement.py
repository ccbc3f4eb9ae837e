"""DD statements as written: their parameters, and symbols in their in-stream data."""

from collections.abc import Container, Iterable

from workload.jcl.findings import JclError
from workload.jcl.operands import Item, Word, operands
from workload.jcl.statements import Statement
from workload.jcl.steps import Dd
from workload.jcl.symbols import Symbols

_ALIASES = {"DSNAME": "DSN", "VOLUME": "VOL"}
# JCL Reference: these may also stand on their own, outside of DCB.
_POSITIONAL = frozenset({"*", "DATA", "DUMMY", "DYNAM"})


def parameters(text: str) -> dict[str, Item]:
    """The parameters of a field by keyword. Raises JclError: one is positional, or stands there twice."""
    return by_keyword(operands(text))


def by_keyword(items: Iterable[Item]) -> dict[str, Item]:
    """The same of parameters."""
    found: dict[str, Item] = {}
    for item in items:
        key = _ALIASES.get(item.key, item.key)
        if not key or key in found:
            raise JclError(f"parameter {key or item.text()}", "it has no keyword, or stands there twice")
        found[key] = Item(key, item.value)
    return found


def dd(statement: Statement, symbols: Symbols, exported: Container[str]) -> Dd:
    """The DD of a statement. exported: the symbols that in-stream data may use. Raises JclError."""
    text = symbols.substitute(statement.operands)
    first = operands(text)[0].value if text else None
    positional = first.text if isinstance(first, Word) and first.text in _POSITIONAL and not first.quoted else ""
    found = parameters(text.removeprefix(positional).removeprefix(","))
    data = statement.instream
    if data is not None and "SYMBOLS" in found:
        # JCL Reference, SYMBOLS parameter: only those that an EXPORT statement names.
        data = tuple(symbols.replace(line, exported) for line in data)
    return Dd(statement.place, positional, found, data)
