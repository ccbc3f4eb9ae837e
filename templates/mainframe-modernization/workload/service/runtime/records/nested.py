"""Values by keys: nested dicts and lists, and the same flat."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

Keys = tuple[str | int, ...]


def put(values: dict[str, Any], keys: Keys, value: object) -> None:
    """Set the value at `keys`, with the dicts and lists on the way. Occurrences come in their order."""
    at: Any = values
    for key, following in pairwise(keys):
        if type(key) is str:
            if key not in at:
                at[key] = [] if type(following) is int else {}
        elif key == len(at):
            at.append([] if type(following) is int else {})
        at = at[key]
    last = keys[-1]
    if type(last) is int:
        at.append(value)
    else:
        at[last] = value


def path_of(keys: Keys) -> str:
    """As Leaf.path: ("GROUP", "ITEM", 1) is GROUP.ITEM(2)."""
    path = ""
    for key in keys:
        path += f"({key + 1})" if isinstance(key, int) else f".{key}" if path else key
    return path


def flatten(values: Mapping[str, object]) -> dict[Keys, object]:
    """keys → value, for all that is no dict and no list; an empty list leaves no trace."""
    flat: dict[Keys, object] = {}
    _flatten(values.items(), (), flat)
    return flat


def _flatten(items: Iterable[tuple[str | int, object]], above: Keys, flat: dict[Keys, object]) -> None:
    for key, value in items:
        if isinstance(value, str | int | Decimal):
            flat[(*above, key)] = value
        elif isinstance(value, Mapping):
            _flatten(value.items(), (*above, key), flat)
        elif isinstance(value, list | tuple):
            _flatten(enumerate(value), (*above, key), flat)
        else:
            flat[(*above, key)] = value
