"""How the records of one file are compared: the rules that concern it, resolved against its layout."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from equivalence.errors import EquivalenceError
from equivalence.rule_fields import check_rule, fields_of, meets, names_of, undecided
from equivalence.rules import Kind, Rule
from records.layout import Layout, Leaf


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the rules say of one elementary item. tolerance: in the field's unit; None: none.

    by_bytes: not by value. undecided: it is in a redefined area, and nothing says which reading a record has; then it
    is by_bytes too, since what is equal by value in one reading may differ in another.
    """

    masked: bool
    patterns: tuple[re.Pattern[str], ...]
    tolerance: Decimal | None
    by_bytes: bool
    undecided: bool

    def text(self, raw: bytes) -> str:
        """What is compared of a text: without what the patterns match, and without the spaces at its end."""
        text = raw.decode("latin-1")
        for pattern in self.patterns:
            # No byte of a record becomes this character.
            text = pattern.sub("\uffff", text)
        return text.rstrip(" ")


class Plan:
    """For one layout. key: names of fields; empty: by position."""

    def __init__(self, layout: Layout, key: Sequence[str], rules: Iterable[Rule]) -> None:
        """rules: those that concern the file. Raises EquivalenceError: a key or rule does not fit the layout."""
        self.layout = layout
        rules = tuple(rules)
        self.any_order = any(rule.kind is Kind.ORDER for rule in rules)
        self._rules = tuple(rule for rule in rules if rule.kind not in (Kind.ORDER, Kind.INVALID))
        self._invalid = tuple(rule for rule in rules if rule.kind is Kind.INVALID)
        self._treatments: dict[str, Treatment] = {}
        self._undecided = undecided(layout)
        for rule in (*self._rules, *self._invalid):
            check_rule(rule, layout)
        self.key = tuple(self._key_leaf(name) for name in key)
        if self.any_order and not self.key:
            rule = next(rule for rule in rules if rule.kind is Kind.ORDER)
            raise EquivalenceError(f"{rule.file}, line {rule.line}: rule order needs an output with a key.")
        if all(self.treatment(leaf).masked for leaf in _every_leaf(layout)):
            raise EquivalenceError(f"{layout.name}: the rules mask every byte; a comparison of nothing proves nothing.")

    @property
    def unhashed(self) -> bool:
        """Whether a rule has a tolerance, a pattern or what is no number: no hash or total then proves equality."""
        told = any(rule.kind is Kind.TOLERANCE or rule.pattern is not None for rule in self._rules)
        return told or bool(self._invalid)

    def may_be_invalid(self, leaf: Leaf) -> bool:
        """Whether a rule says that this item holds no number in some record; then its bytes are compared."""
        return any(meets(rule, leaf, self._undecided) for rule in self._invalid)

    def tolerance(self, field: str) -> Decimal:
        """The largest of a field, 0 without one."""
        limits = [
            rule.at_most
            for rule in self._rules
            if rule.at_most is not None and any(each.name == field for each in fields_of(rule.field, self.layout))
        ]
        return max(limits, default=Decimal(0))

    def treatment(self, leaf: Leaf) -> Treatment:
        """Of one item, whatever the reading that it belongs to."""
        found = self._treatments.get(leaf.path)
        if found is None:
            found = self._treatments[leaf.path] = self._resolve(leaf)
        return found

    @cached_property
    def compared(self) -> NDArray[np.bool_]:
        """(longest,): False for a byte that is masked in each record. Where an item's place or meaning depends on the
        record, its bytes are True and the item itself decides."""
        keep = np.ones(self.layout.longest, dtype=np.bool_)
        if self.layout.shortest != self.layout.longest:
            return keep
        redefined = [each for each in self.layout if any(other.redefines == each.name for other in self.layout)]
        inside = {name for each in redefined for name in (each.name, *(field.name for field in each))}
        for leaf in self.layout.leaves():
            treatment = self.treatment(leaf)
            if treatment.masked and not inside & names_of(leaf):
                keep[leaf.offset : leaf.offset + leaf.length] = False
        return keep

    def _resolve(self, leaf: Leaf) -> Treatment:
        rules = [rule for rule in self._rules if meets(rule, leaf, self._undecided)]
        masks = [rule for rule in rules if rule.kind is Kind.MASK]
        limits = [rule.at_most for rule in rules if rule.at_most is not None]
        unknown = bool(names_of(leaf) & self._undecided)
        return Treatment(
            masked=any(rule.pattern is None for rule in masks),
            patterns=tuple(rule.pattern for rule in masks if rule.pattern is not None),
            tolerance=max(limits) if limits and leaf.field.numeric else None,
            by_bytes=unknown or any(rule.kind is Kind.BYTES for rule in rules),
            undecided=unknown,
        )

    def _key_leaf(self, name: str) -> Leaf:
        leaf = next((each for each in self.layout.leaves() if name in (each.field.name, each.path)), None)
        if leaf is None:
            names = ", ".join(dict.fromkeys(each.name for each in self.layout if not each.filler and not each.children))
            raise EquivalenceError(f"{self.layout.name} has no field {name} to be a key; it has: {names}.")
        if self.treatment(leaf).masked:
            raise EquivalenceError(
                f"{name} of {self.layout.name} is a key and masked; a key says which records belong together."
            )
        return leaf


def _every_leaf(layout: Layout) -> Iterator[Leaf]:
    """Also those of what redefines others."""
    yield from layout.leaves()
    for each in layout:
        if each.redefines:
            yield from layout.leaves({each.redefines: each.name})
