"""The line of this repository that made a construct. The CDK itself knows only lines of its own JavaScript."""

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import jsii

from settings.lines import TEAM, line_that_runs


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
# Lines that gave a principal rights, by its path. The CDK puts all of them into one policy, which it makes by itself.
_GIVEN: dict[str, list[str]] = {}
GIVES_RIGHTS = ("grant", "addTo")
POLICY = "/DefaultPolicy/Resource"


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
    _GIVEN.clear()
    _remember_rights("invoke")
    _remember_rights("sinvoke")


def _remember_rights(name: str) -> None:
    """Remember the lines that call methods such as `grant_read`, by whoever gets the right.

    name: of the function of jsii that calls a method of an object, or a static one.
    """
    call: Callable[..., Any] = getattr(vars(jsii)[name], "unobserved", vars(jsii)[name])

    @functools.wraps(call)
    def observed(of: Any, method: str, arguments: Any = None) -> Any:
        result = call(of, method, arguments)
        if method.startswith(GIVES_RIGHTS):
            line = line_that_runs(sys._getframe(1))
            for path in _principals(of, *(arguments or ())):
                _GIVEN.setdefault(path, []).append(line)
        return result

    vars(observed)["unobserved"] = call
    vars(jsii)[name] = observed


def _principals(*given: Any) -> Iterator[str]:
    """The paths of those among the values, and the fields of structures, that can get rights."""
    for each in given:
        for value in (each, *getattr(each, "_values", {}).values()):
            node = getattr(getattr(value, "grant_principal", None), "node", None)
            if node is not None:
                yield node.path


def remember_line(app: cdk.App, path: str, line: str) -> None:
    """The construct at `path` of `app` stands in this line of a template, which the CDK reads by itself."""
    _WRITTEN.setdefault(_reference(app), {})[path] = line


def lines_of_rights(path: str) -> list[str]:
    """The lines that gave the rights in the policy at `path`, those of the team first; empty for what is none."""
    given = dict.fromkeys(_GIVEN.get(path.removesuffix(POLICY), ())) if path.endswith(POLICY) else ()
    return sorted(given, key=lambda line: not line.startswith(f"{TEAM}/"))


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
