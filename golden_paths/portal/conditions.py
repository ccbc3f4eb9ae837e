"""Conditions over answers, as a tree: `source != 's3'` is `Not(Is("source", ("s3",)))`.

A question that is not answered has its default, in Copier as here, so an `Is` knows it.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Condition(ABC):
    """What may hold for a set of answers."""

    @abstractmethod
    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it does for these answers; those that are missing count with their default."""

    @abstractmethod
    def given(self, name: str, value: Any) -> "Condition":
        """What is left of it where the answer `name` is known to be `value`."""


@dataclass(frozen=True)
class Is(Condition):
    """The answer is one of these values. `default`: what it is where nobody answers."""

    name: str
    values: tuple[Any, ...]
    default: Any

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return answers.get(self.name, self.default) in self.values

    def given(self, name: str, value: Any) -> Condition:
        if name != self.name:
            return self
        return ALWAYS if value in self.values else NEVER


@dataclass(frozen=True)
class Every(Condition):
    """Each part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def given(self, name: str, value: Any) -> Condition:
        return every(*(part.given(name, value) for part in self.parts))


@dataclass(frozen=True)
class Either(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def given(self, name: str, value: Any) -> Condition:
        return either(*(part.given(name, value) for part in self.parts))


@dataclass(frozen=True)
class Not(Condition):
    """The part does not hold."""

    part: Condition

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return not self.part.holds(answers)

    def given(self, name: str, value: Any) -> Condition:
        return no(self.part.given(name, value))


ALWAYS: Condition = Every(())
NEVER: Condition = Either(())


def every(*parts: Condition) -> Condition:
    """All of these, without what goes without saying."""
    kept = _kept(parts, ALWAYS, Every)
    return NEVER if NEVER in kept else kept[0] if len(kept) == 1 else Every(kept)


def either(*parts: Condition) -> Condition:
    """One of these, without what never holds."""
    kept = _kept(parts, NEVER, Either)
    return ALWAYS if ALWAYS in kept else kept[0] if len(kept) == 1 else Either(kept)


def no(part: Condition) -> Condition:
    """The opposite."""
    if isinstance(part, Not):
        return part.part
    return NEVER if part == ALWAYS else ALWAYS if part == NEVER else Not(part)


def _kept(parts: tuple[Condition, ...], dropped: Condition, kind: type[Every] | type[Either]) -> tuple[Condition, ...]:
    flat: list[Condition] = []
    for part in parts:
        # Parts of the same kind are parts of this one.
        for each in part.parts if isinstance(part, kind) and part.parts else (part,):
            if each != dropped and each not in flat:
                flat.append(each)
    return tuple(flat)
