"""Reads the rules file; `equivalence.rules` says what stands in it."""

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from equivalence import document
from equivalence.document import Node
from equivalence.rules import Kind, Rule

_KEYS = {
    "rule": "mask",
    "field": "ACCT-UPDATED",
    "copybook": "ACCTREC",
    "dd": "ACCTOUT",
    "case": "post-daily",
    "pattern": r"'PRINTED \d{8}'",
    "at_most": '"0.01"',
    "reason": "the date of the run",
}
# What matches each of them says nothing about the text.
_ANY = ("A", "z", "0", "-", ".")


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file; none when it holds only comments. Raises EquivalenceError: for example without a reason."""
    root = document.read(path)
    return () if root is None else tuple(_rule(each) for each in root.items("the list of rules", "- {rule: mask, …}"))


def _rule(node: Node) -> Rule:
    nodes = node.fields("a rule", _KEYS)
    if "rule" not in nodes:
        node.refuse(f"a rule has no rule; it is one of {', '.join(Kind)}, for example rule: mask.")
    given = nodes["rule"].text("rule", "mask")
    if given not in list(Kind):
        nodes["rule"].refuse(f"unknown rule '{given}'; it is one of {', '.join(Kind)}.")
    kind = Kind(given)
    text = {key: value.text(key, _KEYS[key]) for key, value in nodes.items()}
    if not text.get("reason", "").strip():
        node.refuse(f"rule {kind} has no reason; an approver reads why this may differ: reason: {_KEYS['reason']}.")
    if not (text.get("copybook") or text.get("dd")):
        node.refuse(f"rule {kind} names neither copybook nor dd; write copybook: ACCTREC.")
    if (kind is Kind.ORDER) == ("field" in text):
        node.refuse(
            "rule order has no field." if kind is Kind.ORDER else f"rule {kind} has no field; write field: FILLER."
        )
    for key, owner in (("pattern", Kind.MASK), ("at_most", Kind.TOLERANCE)):
        if key in text and kind is not owner:
            nodes[key].refuse(f"rule {kind} has no {key}; it belongs to rule {owner}.")
    if kind is Kind.TOLERANCE and "at_most" not in text:
        node.refuse('rule tolerance has no at_most; write at_most: "0.01".')
    return Rule(
        kind=kind,
        line=node.line,
        file=node.file,
        reason=text["reason"],
        field=text.get("field", "").upper(),
        copybook=text.get("copybook", ""),
        dd=text.get("dd", ""),
        case=text.get("case", ""),
        pattern=_pattern(nodes["pattern"], text["pattern"]) if "pattern" in text else None,
        at_most=_amount(nodes["at_most"], text["at_most"]) if "at_most" in text else None,
    )


def _pattern(node: Node, given: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(given)
    except re.error as error:
        node.refuse(f"pattern '{given}' is no regular expression ({error}); write for example {_KEYS['pattern']}.")
    if pattern.match(""):
        # It would also match everywhere else.
        node.refuse(
            f"pattern '{given}' matches an empty text; write what it has to match, for example {_KEYS['pattern']}."
        )
    if not any(pattern.sub("", each * 8) for each in _ANY):
        node.refuse(
            f"pattern '{given}' matches any text; write what it has to match, for example {_KEYS['pattern']}, or leave "
            "it out to mask the whole field."
        )
    return pattern


def _amount(node: Node, given: str) -> Decimal:
    try:
        amount = Decimal(given)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        node.refuse(f"at_most is '{given}'; an amount above 0 is needed, for example {_KEYS['at_most']}.")
    return amount
