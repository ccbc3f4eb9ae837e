"""JSON documents, and how tests change them."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def turned(value: Any) -> Any:
    """The same value, the members of its objects in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in it, itself included."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from paths(each, (*path, name))


def changed_at(value: Any, path: Path, new: object) -> Any:
    """A copy that has something new in this place."""
    if not path:
        # An object where one is expected would be compared member by member.
        return [new] if isinstance(value, dict) else new
    copied: Any = value.copy()
    copied[path[0]] = changed_at(value[path[0]], path[1:], new)
    return copied
