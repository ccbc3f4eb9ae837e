"""The calls of AWS that the code of a rendered repository has, and those of them that no test made."""

import ast
import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

# Below: `workload/service` too. Tests call for themselves, and the rest is not of this repository.
PROGRAMS = ("pipeline", "workload", "monitoring", "security", "extensions")
# Called like an operation of a service that the repository also uses.
NO_CALLS = frozenset({"op.create_table", "queue_depth.publish", "password.get_secret_value"})
# Lambda gets these as one text, which is no file for Python.
WITHOUT_FILE = "pipeline/self_update/"
NO_FILE = "<string>"


@dataclass(frozen=True)
class WrittenCall:
    """methods: what it calls, more than one where only the program knows. somewhere: in this file, later."""

    file: str
    first: int
    last: int
    methods: frozenset[str]
    somewhere: bool = False

    def operations(self, services: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each service that has such a method, with what it calls the operation."""
        for service in services:
            for method in self.methods & _methods(service).keys():
                yield service, _methods(service)[method]

    def __str__(self) -> str:
        return f"{self.file}:{self.first}: {' or '.join(sorted(self.methods))}"


@dataclass(frozen=True)
class Made:
    """What `recorded_calls.py` wrote of the runs of a repository."""

    lines: dict[tuple[str, str], set[int]]

    @classmethod
    def read(cls, folder: Path) -> "Made":
        lines: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for file in sorted(folder.glob("*.json")):
            for method, frames in json.loads(file.read_text("utf-8")):
                for name, line in frames:
                    lines[method, name].add(line)
        return cls(lines)

    def has(self, call: WrittenCall) -> bool:
        """Whether a test made it, with parameters that the service takes."""
        for method in call.methods:
            there = self.lines.get((method, call.file), set())
            if any(call.first <= line <= call.last for line in there) or (call.somewhere and there):
                return True
            if call.file.startswith(WITHOUT_FILE) and (method, NO_FILE) in self.lines:
                return True
        return False


def never_made(repository: Path, recorded: Path) -> list[str]:
    """`file:line: operation` of each call of AWS that is written in the repository and in no file of `recorded`."""
    made = Made.read(recorded)
    return [str(call) for call in written_calls(repository) if not made.has(call)]


def written_calls(repository: Path) -> list[WrittenCall]:
    """In the programs, hooks and functions of a repository."""
    files = [file for folder in PROGRAMS for file in sorted((repository / folder).rglob("*.py"))]
    texts = {file.relative_to(repository).as_posix(): file.read_text("utf-8") for file in files}
    services = services_of(texts.values())
    return [call for file, text in texts.items() for call in calls_of_text(file, text, services)]


def services_of(texts: Iterable[str]) -> frozenset[str]:
    """The services of which this code makes clients."""
    return frozenset(service for text in texts for service in _clients(ast.parse(text)))


def calls_of_text(file: str, text: str, services: frozenset[str]) -> list[WrittenCall]:
    """The calls of these services in a file."""
    methods = frozenset().union(*(_methods(service) for service in services))
    waiters = {name: method for service in services for name, method in _waiters(service).items()}
    return [*_calls(file, ast.parse(text), methods, waiters)]


def _calls(file: str, tree: ast.AST, methods: frozenset[str], waiters: dict[str, str]) -> Iterator[WrittenCall]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        place = (file, node.lineno, node.end_lineno or node.lineno)
        name, given = node.func.attr, node.args[0] if node.args else None
        said = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else ""
        if name == "get_paginator":
            yield WrittenCall(*place, frozenset({said} if said else methods), somewhere=True)
        elif name == "get_waiter":
            yield WrittenCall(*place, frozenset({waiters[said]} if said else waiters.values()), somewhere=True)
        elif name in methods and ast.unparse(node.func) not in NO_CALLS:
            yield WrittenCall(*place, frozenset({name}))


def _clients(tree: ast.AST) -> Iterator[str]:
    """The services of which something makes a client: `client("s3")`, or one that stands beside `client(each)`."""
    for node in ast.walk(tree):
        statement = isinstance(node, ast.stmt) and not hasattr(node, "body")
        if statement or (isinstance(node, ast.Call) and _name(node.func) == "client"):
            nodes = [*ast.walk(node)]
            if any(isinstance(each, ast.Call) and _name(each.func) == "client" for each in nodes):
                values = {each.value for each in nodes if isinstance(each, ast.Constant)}
                yield from (each for each in values if isinstance(each, str) and each in _all_services())


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@functools.cache
def _session() -> Any:
    return botocore.session.Session()


@functools.cache
def _all_services() -> frozenset[str]:
    return frozenset(_session().get_available_services())


@functools.cache
def _methods(service: str) -> dict[str, str]:
    """What a service calls the operation of each method."""
    return {xform_name(name): name for name in _session().get_service_model(service).operation_names}


@functools.cache
def _waiters(service: str) -> dict[str, str]:
    """The method that each waiter of a service calls."""
    try:
        model = _session().get_waiter_model(service)
    except UnknownServiceError:
        return {}
    return {xform_name(name): xform_name(model.get_waiter(name).operation) for name in model.waiter_names}
