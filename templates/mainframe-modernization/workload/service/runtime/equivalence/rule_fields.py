"""Which fields of a layout a rule is for."""

from decimal import Decimal

from equivalence.errors import EquivalenceError
from equivalence.rules import Rule
from records.layout import Field, Layout, Leaf

FILLER = "FILLER"


def fields_of(rule_field: str, layout: Layout) -> list[Field]:
    """The fields that a rule's `field` names: by name, FILLER, or one occurrence by its path."""
    by_name = [each for each in layout if each.name == rule_field or (rule_field == FILLER and each.filler)]
    return by_name or [leaf.field for leaf in layout.leaves() if leaf.path == rule_field]


def check_rule(rule: Rule, layout: Layout) -> None:
    """Raises EquivalenceError: the layout has no such field, or not one that the rule is for."""
    place, fields = f"{rule.file}, line {rule.line}", fields_of(rule.field, layout)
    if not fields:
        raise EquivalenceError(f"{place}: {layout.name} has no field {rule.field} for rule {rule}.")
    if rule.at_most is not None:
        if not all(each.numeric for each in fields):
            raise EquivalenceError(f"{place}: {rule.field} is no numeric field; a tolerance needs one.")
        unit = max(Decimal(1).scaleb(-each.scale) for each in fields)
        # Floating point has no smallest unit.
        if rule.at_most < unit and all(each.digits for each in fields):
            raise EquivalenceError(
                f"{place}: at_most {rule.at_most} is below the unit {unit} of {rule.field} and tolerates nothing; "
                "delete the rule, or write at least that."
            )
        most = min(Decimal(each.most).scaleb(-each.scale) for each in fields)
        if rule.at_most >= most and all(each.digits for each in fields):
            raise EquivalenceError(
                f"{place}: at_most {rule.at_most} lets pass any amount that {rule.field} holds, which is {most} at "
                "most; write what may differ, or mask the field."
            )
    if rule.pattern is not None and any(each.numeric or each.children for each in fields):
        raise EquivalenceError(f"{place}: a pattern needs a text item, which {rule.field} is not.")


def undecided(layout: Layout) -> frozenset[str]:
    """Names of redefined items, and of those that redefine them, where nothing says which one a record has."""
    found = (each for each in layout if each.redefines and each.redefines not in layout.decided)
    return frozenset(name for each in found for name in (each.name, each.redefines))


def names_of(leaf: Leaf) -> set[str]:
    """The item and the groups above it."""
    return {leaf.field.name, *(part.partition("(")[0] for part in leaf.path.split("."))}


def meets(rule: Rule, leaf: Leaf, unknown: frozenset[str]) -> bool:
    """Whether a rule is for this item. unknown: what `undecided` gives; what is a filler there in one reading may be
    data in another, so that FILLER does not mean it."""
    names = names_of(leaf)
    if rule.field == FILLER:
        return leaf.field.filler and not names & unknown
    return rule.field in names or rule.field == leaf.path
