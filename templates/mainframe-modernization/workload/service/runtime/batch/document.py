"""Nodes of a YAML document that know their line, and refuse in one sentence what is not of the expected kind."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NoReturn, TypeVar

import yaml

from batch.errors import JobError

Choice = TypeVar("Choice", bound=StrEnum)
# IF can be nested 15 times (JCL Reference), each with a level or two.
_DEEPEST = 50


class Node:
    """One value, list or mapping. Values stay as written: YAML 1.1 would read 0777 as 511 and `no` as false."""

    def __init__(self, node: yaml.Node, *, file: str) -> None:
        self._node = node
        self._file = file

    def refuse(self, reason: str) -> NoReturn:
        """Raises JobError with this node's line."""
        raise JobError(reason, file=self._file, line=self._node.start_mark.line + 1)

    def text(self, what: str, pattern: str, example: str) -> str:
        """The value, which matches `pattern` as a whole. Raises JobError: it does not, or is a list or mapping."""
        if not isinstance(self._node, yaml.ScalarNode):
            self.refuse(f"{what} is {self._said()}; one value is needed, for example {example}.")
        value = str(self._node.value)
        if not re.fullmatch(pattern, value):
            self.refuse(f"{what} '{value}' does not match {pattern}, for example {example}.")
        return value

    def number(self, what: str, *, high: int, example: str) -> int:
        """A whole number from 0 to `high`. Raises JobError."""
        value = self.text(what, "[0-9]{1,9}", example)
        if int(value) > high:
            self.refuse(f"{what} {value} is above {high}, for example {example}.")
        return int(value)

    def choice(self, what: str, kind: type[Choice]) -> Choice:
        """One of the values of `kind`. Raises JobError."""
        allowed = tuple(str(each) for each in kind)
        return kind(self.text(what, "|".join(allowed), allowed[0]))

    def flag(self, what: str) -> bool:
        """true or false. Raises JobError."""
        return self.text(what, "true|false", "true") == "true"

    def items(self, what: str, example: str) -> "list[Node]":
        """The entries of a list. Raises JobError: it is no list."""
        if not isinstance(self._node, yaml.SequenceNode):
            self.refuse(f"{what} is {self._said()}; a list is needed, for example {example}.")
        return [Node(each, file=self._file) for each in self._node.value]

    def lines(self, what: str) -> tuple[str, ...]:
        """A list of texts of any kind. Raises JobError."""
        return tuple(each.text(f"an entry of {what}", "(?s).*", "a line") for each in self.items(what, '["a line"]'))

    def pairs(self, what: str, example: str) -> "list[tuple[Node, Node]]":
        """Keys and values of a mapping. Raises JobError: it is no mapping."""
        if not isinstance(self._node, yaml.MappingNode):
            self.refuse(f"{what} is {self._said()}; keys and values are needed, for example {example}.")
        return [(Node(key, file=self._file), Node(value, file=self._file)) for key, value in self._node.value]

    def fields(self, what: str, known: Iterable[str], example: str) -> "dict[str, Node]":
        """Values by key. Raises JobError: it is no mapping, a key is not one of `known` or stands there twice."""
        names = list(known)
        found: dict[str, Node] = {}
        for key, value in self.pairs(what, example):
            name = key.text(f"a key of {what}", "(?s).*", names[0])
            if name not in names:
                key.refuse(f"unknown key '{name}' in {what}; it may have {', '.join(names)}, for example {example}.")
            if name in found:
                key.refuse(f"'{name}' stands twice in {what}; a key is written once, for example {example}.")
            found[name] = value
        return found

    def needed(self, fields: "dict[str, Node]", key: str, what: str, example: str) -> "Node":
        """The value of a key that may not be left out. Raises JobError."""
        if key not in fields:
            self.refuse(f"{what} has no '{key}'; it is needed, for example {key}: {example}.")
        return fields[key]

    def _said(self) -> str:
        if isinstance(self._node, yaml.ScalarNode):
            return f"'{self._node.value}'" if self._node.value else "empty"
        return "a list" if isinstance(self._node, yaml.SequenceNode) else "a mapping"


def root(text: str, *, file: str) -> Node:
    """The document. Raises JobError: it is no YAML, empty, nested too deep, or has references."""
    try:
        _refuse_traps(text, file)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise JobError(f"this is not YAML ({error.problem}); for example name: DAILY.", file=file, line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise JobError(f"this is not YAML ({error.reason}); for example name: DAILY.", file=file, line=line) from error
    if node is None:
        raise JobError("this file is empty; for example name: DAILY.", file=file, line=1)
    return Node(node, file=file)


def _refuse_traps(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            reason = f"lists and mappings are nested more than {_DEEPEST} deep; a job has about six levels."
            raise JobError(reason, file=file, line=_line(event))
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            # A few lines of references can stand for billions.
            raise JobError("this is a reference (& or *); write out what it stands for.", file=file, line=_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
