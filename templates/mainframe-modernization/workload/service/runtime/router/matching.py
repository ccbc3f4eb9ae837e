"""Which operation a request belongs to, and which key it carries."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from router.operation import Operation, Source

# What servers take for a slash.
_SLASHES = re.compile(r"/|\\|%2[fF]|%5[cC]")


class PathError(ValueError):
    """A path that two servers may read differently; the message is a sentence for the caller."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """An operation and the parameters of its path, still percent-encoded as they came."""

    operation: Operation
    parameters: Mapping[str, str]


def find(operations: Sequence[Operation], method: str, path: str) -> Match | None:
    """The first operation of the table that fits; None: a request of no operation.

    path: as on the wire, without its query. Raises PathError.
    """
    segments = path.split("/")
    loosely = ["", *(part for part in _SLASHES.split(path) if part)]
    if segments[0] or any(_word(each) in (".", "..") for each in loosely):
        raise PathError("The path has to begin with a slash and must not contain the segments '.' and '..'.")
    # The second look is for servers that take //accounts/7/ for /accounts/7: its account must not be on both sides.
    for given in (segments, loosely):
        for operation in operations:
            if operation.method == method:
                found = _parameters(operation.path.split("/"), given)
                if found is not None:
                    return Match(operation=operation, parameters=found)
    return None


def _word(segment: str) -> str:
    """Decoded, without its parameters: `postings` of `postings;v=1` (RFC 3986, section 3.3)."""
    return unquote(segment).partition(";")[0]


def _parameters(template: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    found: dict[str, str] = {}
    for wanted, given in zip(template, segments, strict=True):
        if wanted.startswith("{") and given:
            found[wanted[1:-1]] = given
        elif _word(given) != wanted:
            return None
    return found


def key_of(match: Match, headers: Mapping[str, str], body: bytes) -> str | None:
    """The key of the request as text, compared character by character: "007" and "7" are two accounts.

    headers: names in any case. None: the request has no key, or none that can be read.
    """
    key = match.operation.key
    if key.source is Source.PATH:
        return unquote(match.parameters[key.name])
    if key.source is Source.HEADER:
        return headers.get(key.name) or None
    try:
        value = json.loads(body)
        for name in key.name.split("."):
            value = value[name]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    # A bool is an int of Python, and no account.
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def dry_run_target(match: Match, query: str) -> str:
    """Path and query for the new service, with the parameters as they came. query: without its question mark."""
    segments = match.operation.dry_run_path.split("/")
    filled = (match.parameters[each[1:-1]] if each.startswith("{") else each for each in segments)
    return "/".join(filled) + (f"?{query}" if query else "")
