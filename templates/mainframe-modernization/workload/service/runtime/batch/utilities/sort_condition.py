"""INCLUDE and OMIT COND: (p,m,f,op,literal or p,m,f {,AND or OR, …}), with brackets; AND before OR."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from batch.utilities.sort_fields import Bytes, Kind, SortField, compared, number_key, order_key, text_key
from batch.utilities.tokens import Reader, Token

Mask = NDArray[np.bool_]
Condition = Callable[[Bytes], Mask]
_OPERATORS: dict[str, Callable[[NDArray[np.int8]], Mask]] = {
    "EQ": lambda sign: sign == 0,
    "NE": lambda sign: sign != 0,
    "GT": lambda sign: sign > 0,
    "GE": lambda sign: sign >= 0,
    "LT": lambda sign: sign < 0,
    "LE": lambda sign: sign <= 0,
}


def field(reader: Reader, length: int, kind: Kind | None = None) -> SortField:
    """p,m,f: or p,m when FORMAT gives `kind`. length: of the record in bytes, 0 unknown. Raises StatementError."""
    high = length or 32_760
    first = reader.number("a position", low=1, high=high)
    reader.take(",")
    size = reader.number("a length", low=1, high=min(256, high - first + 1))
    if kind is None:
        reader.take(",")
        token = reader.next("a format")
        if token.text not in list(Kind):
            token.refuse(f"format '{token.text}' is not supported; there are {', '.join(Kind)}.")
        kind = Kind(token.text)
    return SortField(offset=first - 1, length=size, kind=kind)


def condition(reader: Reader, length: int) -> Condition:
    """What stands in the brackets of COND=( ); the closing one is taken too. Raises StatementError."""
    found = _any(reader, length)
    reader.take(")")
    return found


def _any(reader: Reader, length: int) -> Condition:
    found = [_all(reader, length)]
    while reader.peek() == "," and not reader.ended:
        reader.take(",")
        reader.take("OR")
        reader.take(",")
        found.append(_all(reader, length))
    return lambda records: np.logical_or.reduce([each(records) for each in found])


def _all(reader: Reader, length: int) -> Condition:
    found = [_one(reader, length)]
    while reader.peek() == "," and reader.peek(1) == "AND":
        reader.take(",")
        reader.take("AND")
        reader.take(",")
        found.append(_one(reader, length))
    return lambda records: np.logical_and.reduce([each(records) for each in found])


def _one(reader: Reader, length: int) -> Condition:
    if reader.peek() == "(":
        reader.take("(")
        return condition(reader, length)
    left = field(reader, length)
    reader.take(",")
    token = reader.next("EQ")
    if token.text not in _OPERATORS:
        token.refuse(f"'{token.text}' is no comparison; there are {', '.join(_OPERATORS)}.")
    holds = _OPERATORS[token.text]
    reader.take(",")
    if reader.peek(1) == "," and reader.peek(2).isdigit() and reader.peek().isdigit():
        right = field(reader, length)
        if (right.kind, right.length) != (left.kind, left.length):
            token.refuse("two fields of different formats or lengths are not compared here; make them alike.")
        return lambda records: holds(compared(order_key(records, left), order_key(records, right)))
    key = _literal(reader.next("a literal"), left)
    return lambda records: holds(compared(order_key(records, left), key))


def _literal(token: Token, left: SortField) -> Bytes:
    if re.fullmatch("[+-]?[0-9]+", token.text):
        key = None if left.kind is Kind.CH else number_key(int(token.text), left)
        if key is None:
            token.refuse(f"the field ({left.kind}, {left.length} bytes) cannot hold {token.text}.")
        return key
    if left.kind not in (Kind.CH, Kind.BI) or token.text[1:2] != "'":
        example = "C'DP'" if left.kind is Kind.CH else "+5"
        token.refuse(f"'{token.text}' cannot be compared with {left.kind}; for example {example}.")
    content = token.text[2:-1].replace("''", "'")
    if token.text[0] == "C":
        # A text beside BI stays as it is in the record.
        return (
            text_key(content.encode("latin-1"), left)
            if left.kind is Kind.CH
            else _bytes(content.encode("latin-1"), left)
        )
    if len(content) % 2 or not re.fullmatch("[0-9A-F]*", content):
        token.refuse(f"'{token.text}' is no hexadecimal text; for example X'F1F2'.")
    if left.kind is Kind.CH:
        token.refuse("X'…' beside CH would be EBCDIC, and the records are ASCII; for example C'DP'.")
    return _bytes(bytes.fromhex(content), left)


def _bytes(value: bytes, left: SortField) -> Bytes:
    return np.frombuffer(value[: left.length].ljust(left.length, b"\0"), np.uint8)
