"""JSON as values that can be compared exactly: numbers are Decimal, so 1, 1.0 and 1e0 are one value, 0.1 is 0.1."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any


def parse(body: bytes) -> Any:
    """Raises ValueError: not UTF-8 JSON, a name twice in an object, NaN, or nested too deeply for Python."""
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_int=Decimal,
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_no_name_twice,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except InvalidOperation:
        raise ValueError("a number with an exponent beyond all reason") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("an object has one name twice")
    return members
