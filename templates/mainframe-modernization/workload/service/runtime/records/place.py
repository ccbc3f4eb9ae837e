"""Entries → fields with their place and length in bytes."""

from collections.abc import Sequence
from dataclasses import replace

from records.clauses import Clauses
from records.entries import Entry
from records.item import Inherited, elementary
from records.layout import Field, Layout
from records.record_rules import check_counters, check_names

# Each occurrence is an object: some hundred megabytes.
_MOST_ITEMS = 1 << 18


def layout(root: Entry, *, name: str, file: str) -> Layout:
    """The layout of one record. root: its level 01. Raises CopybookError."""
    placed = _Placing().record(root)
    check_names(placed, root)
    check_counters(placed, root)
    if (items := _items(placed)) > _MOST_ITEMS:
        raise root.error(f"with {items} items, all occurrences counted", f"at most {_MOST_ITEMS}")
    fields = placed.children or (placed,)
    shortest = sum(_shortest(each) for each in fields if not each.redefines)
    return Layout(name=name, file=file, fields=fields, shortest=shortest, longest=placed.length)


def _items(field: Field) -> int:
    return (sum(map(_items, field.children)) or 1) * field.occurs


class _Placing:
    """Numbers the items without a name; one for each record."""

    def __init__(self) -> None:
        self._fillers = 0

    def record(self, root: Entry) -> Field:
        return self._field(root, 0, Inherited())

    def _field(self, entry: Entry, offset: int, inherited: Inherited) -> Field:
        name = entry.name or self._filler()
        if not entry.children:
            return _common(replace(elementary(entry, inherited), name=name, offset=offset), entry)
        if entry.clauses.picture:
            raise entry.error(f"with PIC {entry.clauses.picture} and items below it", "PIC on elementary items alone")
        children = self._children(entry, offset, inherited.below(entry.clauses))
        length = max(each.offset + each.length * each.occurs for each in children) - offset
        group = Field(name=name, level=entry.level, line=entry.line, offset=offset, length=length, children=children)
        return _common(group, entry)

    def _filler(self) -> str:
        self._fillers += 1
        return f"FILLER-{self._fillers}"

    def _children(self, entry: Entry, offset: int, inherited: Inherited) -> tuple[Field, ...]:
        children: list[Field] = []
        for child in entry.children:
            start, redefines = offset, ""
            if child.clauses.redefines:
                redefined = _redefined(child, children)
                start, redefines = redefined.offset, redefined.name
            placed = replace(self._field(child, start, inherited), redefines=redefines)
            if redefines and any(each.depending_on for each in placed):
                raise child.error("REDEFINES with OCCURS DEPENDING ON", "a table of fixed size")
            children.append(placed)
            offset = max(offset, placed.offset + placed.length * placed.occurs)
        return tuple(children)


def _common(field: Field, entry: Entry) -> Field:
    clauses = entry.clauses
    least, most = clauses.occurs or (1, 1)
    if most < 1 or least > most:
        raise entry.error(f"OCCURS {least} TO {most}", "the smaller number first, and at least 1")
    return replace(
        field,
        occurs=most,
        occurs_at_least=least if clauses.depending_on else most,
        table=clauses.occurs is not None,
        depending_on=clauses.depending_on[0] if clauses.depending_on else "",
        conditions=entry.conditions,
        filler=not entry.name,
        value=_value(clauses, field),
    )


def _value(clauses: Clauses, field: Field) -> str | None:
    if not clauses.values:
        return None
    value = clauses.values[0]
    repeated = clauses.all and not field.numeric and value
    return (value * field.length)[: field.length] if repeated else value


def _redefined(child: Entry, before: Sequence[Field]) -> Field:
    """The item that is redefined first: a redefinition of a redefinition has its place too."""
    wanted = child.clauses.redefines
    last = next((each for each in reversed(before) if not each.redefines), None)
    for each in reversed(before):
        if each.name == wanted and last and (each.redefines or each.name) == last.name:
            if last.table or any(inner.depending_on for inner in last):
                raise child.error(f"REDEFINES {wanted}, a table", "an item without OCCURS")
            return last
    named = f"; that is {last.name}" if last else ""
    raise child.error(f"REDEFINES {wanted}", f"the item just before it at its level{named}")


def _shortest(field: Field) -> int:
    if not field.children:
        return field.length * field.occurs_at_least
    inner = [each for each in field.children if not each.redefines]
    if not any(each.depending_on for each in field):
        return field.length * field.occurs
    return sum(_shortest(each) for each in inner) * field.occurs_at_least
