"""YAML documents whose values know their line and stay as written: YAML 1.1 would read code page 037 as 31."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from equivalence.errors import EquivalenceError


@dataclass(frozen=True, slots=True)
class Node:
    """A value, list or mapping of the document `file`."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        """Where it begins, from 1."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, reason: str) -> NoReturn:
        """Raises EquivalenceError with this node's file and line."""
        raise EquivalenceError(f"{self.file}, line {self.line}: {reason}")

    def text(self, what: str, example: str) -> str:
        """The value as written. Raises EquivalenceError: a list, a mapping or nothing stands here."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.value:
            return str(self.node.value)
        self.refuse(f"{what} is {self._said()}; one value is needed, for example {example}.")

    def whole(self, what: str, example: str, lowest: int, highest: int) -> int:
        """The value as a whole number in this range. Raises EquivalenceError."""
        written = self.text(what, example)
        if written.isascii() and written.isdigit() and lowest <= int(written) <= highest:
            return int(written)
        self.refuse(
            f"{what} is '{written}'; a whole number from {lowest} to {highest} is needed, for example {example}."
        )

    def items(self, what: str, example: str) -> "list[Node]":
        """The entries of a list. Raises EquivalenceError: it is no list, or an empty one."""
        if isinstance(self.node, yaml.SequenceNode) and self.node.value:
            return [Node(self.file, each) for each in self.node.value]
        self.refuse(f"{what} is {self._said()}; a list with at least one entry is needed, for example {example}.")

    def fields(self, what: str, known: Mapping[str, str] | None, example: str = "") -> "dict[str, Node]":
        """The values of a mapping by key. known: the keys it may have, each with an example; None: any.

        Raises EquivalenceError: it is no mapping, a key is unknown or stands there twice.
        """
        if known:
            example = example or ", ".join(f"{key}: {value}" for key, value in list(known.items())[:2])
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(f"{what} is {self._said()}; keys and values are needed, for example {{{example}}}.")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            place = Node(self.file, key)
            name = place.text(f"a key of {what}", example)
            if known is not None and name not in known:
                place.refuse(f"unknown key '{name}' in {what}; it may have {', '.join(known)}.")
            if name in found:
                place.refuse(f"'{name}' stands twice in {what}; a key is written once.")
            found[name] = Node(self.file, value)
        return found

    def _said(self) -> str:
        if isinstance(self.node, yaml.ScalarNode):
            return f"'{self.node.value}'" if self.node.value else "empty"
        kind = "list" if isinstance(self.node, yaml.SequenceNode) else "mapping"
        return f"a {kind}" if self.node.value else f"an empty {kind}"


def read(path: Path) -> Node | None:
    """The document of a file; None: it has nothing but comments. Raises EquivalenceError: it cannot be read."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise EquivalenceError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise EquivalenceError(
            f"{path} is not UTF-8 text: byte {error.start} is X'{error.object[error.start]:02X}'."
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise EquivalenceError(f"{path}, line {line}: this is not YAML ({error.problem}).") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise EquivalenceError(f"{path} is not YAML ({type(error).__name__}: {str(error).splitlines()[0]}).") from None
    return Node(str(path), node) if node is not None else None
