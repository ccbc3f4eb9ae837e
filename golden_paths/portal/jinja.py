"""Reads conditions and patterns in the questions' Jinja by Jinja's own parser."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, nodes

from golden_paths.portal.conditions import ALWAYS, NEVER, Condition, Is, either, every, no


class NotExpressible(Exception):
    """A piece of Jinja that no form can decide; the message names it in a few words."""


@dataclass(frozen=True)
class Scope:
    """What names in a piece of Jinja stand for.

    defaults: the literal defaults of questions that are asked. computed: what hidden questions are, as text of Jinja.
    known: hidden questions with a literal value. local: names that the piece itself sets, or a macro is called with.
    """

    environment: Environment
    defaults: Mapping[str, Any]
    computed: Mapping[str, str]
    known: Mapping[str, Any]
    local: Mapping[str, nodes.Expr] = field(default_factory=dict)

    def parsed(self, text: str) -> nodes.Template:
        return self.environment.parse(text)


def condition_in(text: str, scope: Scope) -> Condition:
    """The condition that a whole text such as `{= source != 's3' =}` is. Raises NotExpressible."""
    match scope.parsed(text).body:
        case [nodes.Output(nodes=[expression])]:
            return condition(expression, scope)
    raise NotExpressible("more than one expression")


def condition(node: nodes.Node, scope: Scope) -> Condition:
    """The condition that an expression is. Raises NotExpressible."""
    match node:
        case nodes.And():
            return every(condition(node.left, scope), condition(node.right, scope))
        case nodes.Or():
            return either(condition(node.left, scope), condition(node.right, scope))
        case nodes.Not():
            return no(condition(node.node, scope))
        case nodes.Compare(ops=[operand]):
            return _compared(node.expr, operand.op, operand.expr, scope)
        case nodes.Name(name=name) if name in scope.local:
            return condition(scope.local[name], scope)
        case nodes.Name(name=name) if name in scope.defaults:
            default = scope.defaults[name]
            return Is(name, (True,), default) if isinstance(default, bool) else no(Is(name, ("",), default))
        case nodes.Name(name=name) if name in scope.computed:
            return condition_in(scope.computed[name], scope)
    value = constant(node, scope)
    return ALWAYS if value else NEVER


def _compared(left: nodes.Node, operator: str, right: nodes.Node, scope: Scope) -> Condition:
    if operator in ("ne", "notin"):
        return no(_compared(left, {"ne": "eq", "notin": "in"}[operator], right, scope))
    if operator == "eq" and (name := question(right, scope)):
        left, right, subject = right, left, name
    else:
        subject = question(left, scope)
    if operator not in ("eq", "in") or not subject:
        raise NotExpressible(f"a comparison other than of an answer with a value ({operator})")
    value = constant(right, scope)
    values = (value,) if operator == "eq" else tuple(value)
    return Is(subject, values, scope.defaults[subject])


def question(node: nodes.Node, scope: Scope) -> str:
    """The question that an expression names, with a literal default; empty when it names none."""
    if isinstance(node, nodes.Name) and node.name in scope.local:
        return question(scope.local[node.name], scope)
    return node.name if isinstance(node, nodes.Name) and node.name in scope.defaults else ""


def constant(node: nodes.Node, scope: Scope) -> Any:
    """The value of an expression that depends on no answer. Raises NotExpressible."""
    match node:
        case nodes.Name(name=name) if name in scope.local:
            return constant(scope.local[name], scope)
        case nodes.Name(name=name) if name in scope.known:
            return scope.known[name]
        case nodes.Name(name=name):
            raise NotExpressible(f"{name}, which is no answer with a fixed default")
        case nodes.Concat():
            return "".join(str(constant(part, scope)) for part in node.nodes)
        case nodes.Expr():
            try:
                return node.as_const()
            except nodes.Impossible:
                pass
    raise NotExpressible(f"an expression of the kind {type(node).__name__}")


def pattern(node: nodes.Node, name: str, scope: Scope) -> str | None:
    """The pattern of `not (NAME | regex_search(PATTERN))`; None where an expression is no such thing."""
    match node:
        case nodes.Not(node=nodes.Filter(name="regex_search", node=subject, args=[text])) if _names(
            subject, name, scope
        ):
            try:
                return in_javascript(str(constant(text, scope)))
            except NotExpressible:
                return None
    return None


def filled(node: nodes.Node, name: str, scope: Scope) -> bool:
    """Whether an expression says that the answer `name` is not empty."""
    return _names(node, name, scope)


def in_javascript(pattern: str) -> str:
    r"""A pattern of Python in the words of JavaScript, where `$` is the very end and `\Z` is an error."""
    return re.sub(r"\\Z", "$", pattern)


def conjuncts(node: nodes.Node) -> Iterator[nodes.Node]:
    """The parts of `a and b and c`."""
    if isinstance(node, nodes.And):
        yield from conjuncts(node.left)
        yield from conjuncts(node.right)
    else:
        yield node


def _names(node: nodes.Node | None, name: str, scope: Scope) -> bool:
    if isinstance(node, nodes.Name) and node.name in scope.local:
        return _names(scope.local[node.name], name, scope)
    return isinstance(node, nodes.Name) and node.name == name
