"""Whether the new service answered what the legacy system answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from router.exchange import Answer
from router.fields import FieldMask, Path, shown
from router.headers import first
from router.json_values import parse
from router.masking import ABSENT, masked
from router.operation import Operation

# One field that differs in every row of a list must not become a long line of the log.
MOST_DIFFERENCES = 20
_ERRORS = 400


class NotComparable(ValueError):
    """Nothing can be said about these answers; the message says why, without a value of them."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place where the answers differ; field and both values as logs may show them."""

    field: str
    legacy: str
    new: str


def compare(operation: Operation, legacy: Answer, new: Answer) -> tuple[Difference, ...]:
    """The first twenty differences, none when the answers are the same.

    Compared are the status, the headers that the operation names, and the body: JSON by value (numbers exactly, the
    order of arrays counts, that of members does not), anything else byte by byte. From status 400 on it is the status
    alone, because each side has its own words for errors. Raises NotComparable.
    """
    if legacy.status != new.status:
        return (Difference(field="status", legacy=str(legacy.status), new=str(new.status)),)
    if legacy.status >= _ERRORS:
        return ()
    return tuple(islice(_differences(operation, legacy, new), MOST_DIFFERENCES))


def _differences(operation: Operation, legacy: Answer, new: Answer) -> Iterator[Difference]:
    for name in operation.compared_headers:
        theirs, ours = _header(legacy, name), _header(new, name)
        if theirs != ours:
            yield Difference(field=f"header {name}", legacy=masked(theirs or ABSENT), new=masked(ours or ABSENT))
    if first(legacy.headers, "content-encoding") or first(new.headers, "content-encoding"):
        raise NotComparable("an answer is compressed, although it was asked for without")
    if legacy.body == new.body:
        return
    if not (legacy.content_type == "application/json" or legacy.content_type.endswith("+json")):
        yield Difference(field="body", legacy=masked(legacy.body), new=masked(new.body))
        return
    try:
        expected = parse(legacy.body)
    except ValueError as error:
        raise NotComparable(f"the answer of the legacy system is not JSON ({type(error).__name__})") from None
    try:
        found = parse(new.body)
    except ValueError:
        yield Difference(field="body", legacy=masked(expected), new="not JSON")
        return
    try:
        yield from _values(FieldMask(operation), (), expected, found)
    except RecursionError:
        raise NotComparable("the answers are nested too deeply") from None


def _values(mask: FieldMask, path: Path, legacy: Any, new: Any) -> Iterator[Difference]:
    if not mask.counts(path):
        return
    if isinstance(legacy, dict) and isinstance(new, dict):
        for name in legacy | new:
            yield from _values(mask, (*path, name), legacy.get(name, ABSENT), new.get(name, ABSENT))
    elif isinstance(legacy, list) and isinstance(new, list):
        if len(legacy) != len(new):
            yield _difference(path, legacy, new)
        for index, (theirs, ours) in enumerate(zip(legacy, new, strict=False)):
            yield from _values(mask, (*path, index), theirs, ours)
    elif not _same(legacy, new):
        yield _difference(path, legacy, new)


def _same(legacy: Any, new: Any) -> bool:
    # Python takes True for 1.
    if isinstance(legacy, Decimal) or isinstance(new, Decimal):
        return isinstance(legacy, Decimal) and isinstance(new, Decimal) and legacy == new
    return type(legacy) is type(new) and bool(legacy == new)


def _difference(path: Path, legacy: object, new: object) -> Difference:
    return Difference(field=shown(path), legacy=masked(legacy), new=masked(new))


def _header(answer: Answer, name: str) -> str:
    """All values of the field; a media type without regard to case and spaces."""
    values = ", ".join(value for each, value in answer.headers if each.lower() == name)
    return values.lower().replace(" ", "") if name == "content-type" else values
