"""What a validator demands of an answer, as far as a form can say it. Copier's own validation stays the judge.

Sound, not complete: what a form refuses, Copier refuses too. A test compares the two over odd values.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import nodes

from golden_paths.portal.conditions import ALWAYS, Condition, every, no
from golden_paths.portal.jinja import NotExpressible, Scope, condition, conjuncts, constant, filled, pattern

# The macros of questions/sentences.jinja that say why an answer is refused.
REFUSALS = {"refuse", "put_in_quotes", "refuse_choice"}


@dataclass(frozen=True)
class Rule:
    """An answer must fit `schema`, a piece of JSON Schema, where `when` holds. `optional`: or be empty."""

    schema: dict[str, Any]
    when: Condition
    optional: bool = False


Macros = Callable[[str], nodes.Macro | None]


def rules(validator: str, name: str, scope: Scope, macros: Macros) -> list[Rule]:
    """The rules of a question's validator. macros: a macro of questions/ by its name."""
    return list(_of(scope.parsed(validator).body, name, scope, macros, ALWAYS))


def refused_when(validator: str, scope: Scope) -> list[Condition]:
    """When the validator of a choice refuses it, because of other answers."""
    return list(_refusals(scope.parsed(validator).body, scope, ALWAYS))


def _of(body: Sequence[nodes.Node], name: str, scope: Scope, macros: Macros, when: Condition) -> Iterator[Rule]:
    for node in body:
        match node:
            case nodes.Assign(target=nodes.Name(name=set_name), node=nodes.Expr() as value):
                scope = replace(scope, local={**scope.local, set_name: value})
            case nodes.If():
                yield from _of_branches(node, name, scope, macros, when)
            case nodes.Output():
                for call in node.find_all(nodes.Call):
                    if isinstance(call.node, nodes.Name) and call.node.name not in REFUSALS:
                        yield from _of_macro(call.node.name, call, name, scope, macros, when)


def _of_macro(
    called: str, call: nodes.Call, name: str, scope: Scope, macros: Macros, when: Condition
) -> Iterator[Rule]:
    if macro := macros(called):
        given = zip((each.name for each in macro.args), call.args, strict=False)
        # A name that stands for itself would be looked up for ever.
        local = {each: value for each, value in given if not (isinstance(value, nodes.Name) and value.name == each)}
        yield from _of(macro.body, name, replace(scope, local=local), macros, when)


def _of_branches(node: nodes.If, name: str, scope: Scope, macros: Macros, when: Condition) -> Iterator[Rule]:
    for branch in (node, *node.elif_):
        if _refuses(branch.body):
            # One that holds has refused the answer, so the branches after it say what is right as well.
            for test in _alternatives(branch.test):
                yield from _of_test(test, name, scope, when)
            continue
        try:
            held = condition(branch.test, scope)
        except NotExpressible:
            return
        yield from _of(branch.body, name, scope, macros, every(when, held))
        when = every(when, no(held))
    yield from _of(node.else_, name, scope, macros, when)


def _of_test(test: nodes.Node, name: str, scope: Scope, when: Condition) -> Iterator[Rule]:
    found: dict[str, Any] | None = None
    optional = False
    for part in conjuncts(test):
        if filled(part, name, scope):
            optional = True
        elif demanded := _demanded(part, name, scope):
            # Copier refuses only what fits none of the two; either of them alone would refuse more.
            if found:
                return
            found = demanded
        else:
            try:
                when = every(when, condition(part, scope))
            except NotExpressible:
                return
    if found:
        yield Rule(found, when, optional)


def _demanded(part: nodes.Node, name: str, scope: Scope) -> dict[str, Any] | None:
    """What an answer must fit, or this part of a test holds; None where it is about something else."""
    if found := pattern(part, name, scope):
        return {"pattern": found}
    if found := pattern(nodes.Not(part), name, scope):
        return {"not": {"pattern": found}}
    match part:
        case nodes.Compare(expr=subject, ops=[nodes.Operand(op="notin", expr=values)]) if filled(subject, name, scope):
            try:
                return {"enum": list(constant(values, scope))}
            except NotExpressible:
                return None
    return None


def _alternatives(test: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(test, nodes.Or):
        yield from _alternatives(test.left)
        yield from _alternatives(test.right)
    else:
        yield test


def _refusals(body: Sequence[nodes.Node], scope: Scope, when: Condition) -> Iterator[Condition]:
    for node in body:
        if not isinstance(node, nodes.If):
            continue
        for branch in (node, *node.elif_):
            try:
                held = condition(branch.test, scope)
            except NotExpressible:
                return
            if _refuses(branch.body):
                yield every(when, held)
            when = every(when, no(held))


def _refuses(body: Sequence[nodes.Node]) -> bool:
    """Whether a branch gives a reason whatever else holds: by a macro, or in words of its own."""
    for node in body:
        for part in node.nodes if isinstance(node, nodes.Output) else ():
            if isinstance(part, nodes.TemplateData) and part.data.strip():
                return True
            if isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name) and part.node.name in REFUSALS:
                return True
    return False
