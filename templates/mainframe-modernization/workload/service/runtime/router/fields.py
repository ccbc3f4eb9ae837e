"""Places in a JSON answer, and which of them an operation compares."""

import re

from router.masking import masked_name
from router.operation import Operation

Path = tuple[str | int, ...]
_PARTS = re.compile(r"([^.\[\]]+)|\[(\*|[0-9]+)\]")
_ANY = "*"


class FieldMask:
    """What an operation compares of an answer: `compared`, or all, without `ignored`."""

    def __init__(self, operation: Operation) -> None:
        self._compared = [_pattern(each) for each in operation.compared]
        self._ignored = [_pattern(each.field) for each in operation.ignored]

    def counts(self, path: Path) -> bool:
        """Whether a difference here counts: in a compared field, below it, or on the way to it."""
        if any(len(each) <= len(path) and _fits(each, path) for each in self._ignored):
            return False
        return not self._compared or any(_fits(each, path) for each in self._compared)


def shown(path: Path) -> str:
    """Such as "entries[2].amount"; names that may be data are masked."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{masked_name(part)}" for part in path)
    return text.removeprefix(".") or "body"


def _pattern(field: str) -> Path:
    """`entries[*].amount` is ("entries", "*", "amount")."""
    parts: list[str | int] = []
    for name, index in _PARTS.findall(field):
        parts.append(name or (_ANY if index == _ANY else int(index)))
    return tuple(parts)


def _fits(pattern: Path, path: Path) -> bool:
    """As far as both go."""
    return all(wanted in (_ANY, given) for wanted, given in zip(pattern, path, strict=False))
