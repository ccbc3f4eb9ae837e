"""Whether a golden file still has what a rule was written for."""

from equivalence.rule_fields import fields_of
from equivalence.rules import Kind, Rule
from equivalence.sides import Side
from equivalence.values import raw_of
from records.code_pages import CodePage
from records.columns import Columns
from records.readings import readings


def shows(rule: Rule, side: Side) -> bool:
    """Of a pattern: whether it matches a text. Of a rule `invalid`: whether a number is none. Of others: whether the
    field is there. What of the file cannot be read, its case says. Raises OSError: nothing can."""
    fields = {id(field) for field in fields_of(rule.field, side.layout)}
    if not fields or (rule.pattern is None and rule.kind is not Kind.INVALID):
        return bool(fields)
    for chunk in side.chunks([]):
        for rows, leaves in readings(side.layout, chunk.records, CodePage.ASCII):
            columns = Columns(chunk.records[rows], leaves, CodePage.ASCII)
            for leaf in leaves:
                if id(leaf.field) not in fields:
                    continue
                if rule.pattern is None:
                    if columns.invalid(leaf).any():
                        return True
                elif any(rule.pattern.search(raw_of(leaf, each).decode("latin-1")) for each in columns.records):
                    return True
    return False
