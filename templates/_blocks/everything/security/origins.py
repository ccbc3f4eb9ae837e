"""The line of this repository that made a construct. The CDK itself knows only lines of its own JavaScript."""

import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import jsii

from settings.lines import line_that_runs


@dataclass(frozen=True)
class Made:
    """One construct: its name, the reference of the construct that it is in, and the line that made it."""

    id: str
    scope: str
    line: str


# By the reference of jsii. The objects themselves may be gone long before anybody asks for a line.
_MADE: dict[str, Made] = {}
# By the reference of an app, then by path.
_WRITTEN: dict[str, dict[str, str]] = {}


def remember_lines() -> None:
    """Remember from now on which line makes which construct. It costs a fraction of a millisecond for each."""
    # One more layer for each app would be slower each time, and the one of another repository knows other lines.
    make: Callable[..., Any] = getattr(jsii.create, "unobserved", jsii.create)

    @functools.wraps(make)
    def create(kind: Any, made: Any, arguments: Any = None) -> Any:
        result = make(kind, made, arguments)
        given: Sequence[Any] = arguments or ()
        if len(given) > 1 and isinstance(given[1], str) and hasattr(given[0], "__jsii_ref__"):
            line = line_that_runs(sys._getframe(1))
            _MADE[_reference(made)] = Made(given[1], _reference(given[0]), line)
        return result

    vars(create)["unobserved"] = make
    vars(jsii)["create"] = create


def remember_line(app: cdk.App, path: str, line: str) -> None:
    """The construct at `path` of `app` stands in this line of a template, which the CDK reads by itself."""
    _WRITTEN.setdefault(_reference(app), {})[path] = line


def line_of_construct(app: cdk.App, path: str) -> str:
    """The line that made the construct at `path` of `app`, or the next one around it; empty when nobody knows."""
    root, names = _reference(app), path.strip("/").split("/")
    lines = {**_WRITTEN.get(root, {})}
    for reference, made in _MADE.items():
        inside, parents = made, [made.id]
        while inside.scope in _MADE:
            inside = _MADE[inside.scope]
            parents.append(inside.id)
        if inside.scope == root and reference != root:
            lines["/".join(reversed(parents))] = made.line
    known = ("/".join(names[:length]) for length in range(len(names), 0, -1))
    return next((lines[each] for each in known if each in lines), "")


def _reference(made: Any) -> str:
    reference: str = made.__jsii_ref__.ref
    return reference
