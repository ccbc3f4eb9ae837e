"""A typed pydantic model of a record as source text: what Codec.decode returns goes in, what Codec.encode takes out."""

from collections.abc import Iterator, Mapping, Sequence

from records.conditions import conditions
from records.layout import Field, Layout, Usage
from records.names import camel, snake

_HEAD = '''"""Model of {file}, written by `python -m records model`.

`{name}.model_validate(codec.decode(record))` reads a record, and
`codec.encode(model.model_dump(by_alias=True, exclude_none=True))` writes it.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """Names of COBOL are aliases; a name that the copybook does not have is refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
'''


def model_source(layout: Layout) -> str:
    """A module with a class for the record and one for each group; level 88 are properties."""
    name = camel(layout.name)
    groups = [each for each in layout if each.children]
    # Groups of one name in different groups are legal; each class needs its own.
    names = {each: camel(each.name) for each in groups}
    taken = [name, "Record", *names.values()]
    names = {each: text if taken.count(text) == 1 else f"{text}{each.line}" for each, text in names.items()}
    return "\n\n".join([_HEAD.format(file=layout.file, name=name), *_Classes(layout, names).below(name, layout.fields)])


class _Classes:
    def __init__(self, layout: Layout, names: Mapping[Field, str]) -> None:
        self._layout, self._names = layout, names

    def below(self, name: str, fields: Sequence[Field]) -> Iterator[str]:
        """The classes of the groups in `fields`, then that of `fields` itself."""
        members = list(self._members(fields))
        for member in members:
            if member.children:
                yield from self.below(self._names[member], member.children)
        lines = [f"class {name}(Record):"]
        lines += [f"    {snake(each.name)}: {self._annotation(each)}" for each in members]
        lines += [line for each in members for line in conditions(each)]
        yield "\n".join(lines) + "\n"

    def _members(self, fields: Sequence[Field]) -> Iterator[Field]:
        """As Codec.decode names them: without fillers, and with what is below a group without a name beside it.

        Of items that redefine one another, those that Layout.decided may choose, or the first.
        """
        for field in fields:
            if field.redefines and field.redefines not in self._layout.decided:
                continue
            if not field.filler or (field.table and field.children):
                yield field
            elif field.children:
                yield from self._members(field.children)

    def _annotation(self, field: Field) -> str:
        alias = f'alias="{field.name}"'
        kind, rules = (self._names[field], "") if field.children else _value(field)
        if field.table:
            inner = f"Annotated[{kind}, Field({rules})]" if rules else kind
            kind, rules = f"list[{inner}]", f"min_length={field.occurs_at_least}, max_length={field.occurs}"
        both = f"Field({alias}, {rules})" if rules else f"Field({alias})"
        if field.redefines or field.name in self._layout.decided:
            return f"Annotated[{kind} | None, {both}] = None"
        return f"Annotated[{kind}, {both}]"


def _value(field: Field) -> tuple[str, str]:
    """The type, and the arguments of Field that bound it."""
    if not field.numeric:
        return "str", f"max_length={field.length}"
    if field.usage in (Usage.FLOAT, Usage.DOUBLE):
        return "float", ""
    most = int(10**field.digits) - 1
    least = -most if field.signed else 0
    if field.scale > 0:
        bounds = f'ge=Decimal("{_decimal(least, field.scale)}"), le=Decimal("{_decimal(most, field.scale)}")'
        return "Decimal", f"{bounds}, decimal_places={field.scale}"
    unit = int(10**-field.scale)
    multiple = f", multiple_of={unit}" if unit > 1 else ""
    return "int", f"ge={least * unit}, le={most * unit}{multiple}"


def _decimal(number: int, scale: int) -> str:
    digits = f"{abs(number):0{scale + 1}}"
    return f"{'-' if number < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"
