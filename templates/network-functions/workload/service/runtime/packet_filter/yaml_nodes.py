"""Nodes of a YAML document that know their line, and refuse in one sentence what is not of the expected kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from packet_filter.policy_error import PolicyError


class Kind(StrEnum):
    """What a node is."""

    SCALAR = "a value"
    LIST = "a list"
    MAPPING = "a mapping"


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """line, column: where it begins; the line is 1-based. file: for messages.

    value: of a scalar, as written: YAML 1.1 would read 0777 as 511, 1:20 as 80 and `no` as false. children: the
    entries of a list, or keys and values of a mapping by turns.
    """

    kind: Kind
    line: int
    column: int
    file: str
    value: str
    children: "list[Node]"

    def refuse(self, reason: str) -> NoReturn:
        """Raises PolicyError with this node's line."""
        raise PolicyError(reason, file=self.file, line=self.line)

    def text(self, what: str, example: str) -> str:
        """The scalar. Raises PolicyError: a list or mapping stands here, or nothing."""
        if self.kind is not Kind.SCALAR or not self.value:
            self.refuse(f"{what} is {self._said()}; one value is needed, for example {example}.")
        return self.value

    def items(self, what: str, example: str) -> "list[Node]":
        """The entries of a list. Raises PolicyError: it is no list."""
        if self.kind is not Kind.LIST:
            self.refuse(f"{what} is {self._said()}; a list is needed, for example {example}.")
        return self.children

    def fields(self, what: str, known: Mapping[str, str]) -> "dict[str, Node]":
        """The values of a mapping by key. known: the keys it may have, each with an example.

        Raises PolicyError: it is no mapping, a key is unknown, or stands there twice.
        """
        first = next(iter(known))
        example = f"{first}: {known[first]}"
        if self.kind is not Kind.MAPPING:
            self.refuse(f"{what} is {self._said()}; keys and values are needed, for example {example}.")
        found: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in zip(self.children[::2], self.children[1::2], strict=True):
            name = key.text(f"a key of {what}", first)
            if name not in known:
                key.refuse(f"unknown key '{name}' in {what}; it may have {', '.join(known)}, for example {example}.")
            if name in found:
                key.refuse(
                    f"'{name}' of {what} stands in line {lines[name]} already; a key is written once, "
                    f"for example {name}: {known[name]}."
                )
            found[name], lines[name] = value, key.line
        return found

    def _said(self) -> str:
        if self.kind is not Kind.SCALAR:
            return self.kind
        return f"'{self.value}'" if self.value else "empty"
