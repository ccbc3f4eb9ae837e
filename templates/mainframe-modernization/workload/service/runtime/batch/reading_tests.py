"""Reads the conditions of a step: COND's tests (`bypass_when`) and the IF around it (`when`)."""

from batch.document import Node
from batch.expressions import Abended, AllOf, AnyOf, Bypass, Not, Operator, Ran, ReturnCode, Test

# COND and IF RC take codes up to 4095 (JCL Reference).
_HIGHEST = 4095
_TEST = ("step", "operator", "value", "abend", "run", "all", "any", "not")
_EXAMPLE = "{step: SORT, operator: LE, value: 4}"


def bypass(node: Node, *, before: list[str]) -> Bypass:
    """One test of COND. before: the steps that it may name. Raises JobError."""
    example = "{code: 4, operator: LT, step: SORT}"
    fields = node.fields("a test of bypass_when", ("code", "operator", "step"), example)
    return Bypass(
        code=node.needed(fields, "code", "a test of bypass_when", "4").number("code", high=_HIGHEST, example="4"),
        operator=node.needed(fields, "operator", "a test of bypass_when", "LT").choice("operator", Operator),
        step=_step(fields["step"], before) if "step" in fields else "",
    )


def test(node: Node, *, before: list[str]) -> Test:
    """A test of `when`, with those within it. before: the steps that it may name. Raises JobError."""
    fields = node.fields("a test of when", _TEST, _EXAMPLE)
    if set(fields) <= {"step", "operator", "value"} and fields:
        return ReturnCode(
            operator=node.needed(fields, "operator", "a test of when", "LE").choice("operator", Operator),
            value=node.needed(fields, "value", "a test of when", "4").number("value", high=_HIGHEST, example="4"),
            step=_step(fields["step"], before) if "step" in fields else "",
        )
    if len(fields) != 1:
        node.refuse(f"a test of when has {', '.join(fields) or 'nothing'}; it is one test, for example {_EXAMPLE}.")
    [(name, inner)] = fields.items()
    if name == "not":
        return Not(test(inner, before=before))
    if name in ("all", "any"):
        tests = tuple(test(each, before=before) for each in inner.items(name, f"[{_EXAMPLE}]"))
        if not tests:
            inner.refuse(f"'{name}' has no test; it needs one or more, for example [{_EXAMPLE}].")
        return AllOf(tests) if name == "all" else AnyOf(tests)
    if name == "run":
        return Ran(step=_step(inner, before))
    # In small letters it is no step's name.
    everyone = inner.text("abend", r"any|[A-Z@#$][A-Z0-9@#$.]*", "any") == "any"
    return Abended(step="" if everyone else _step(inner, before))


def _step(node: Node, before: list[str]) -> str:
    name = node.text("step", r"[A-Z@#$][A-Z0-9@#$.]*", "SORT")
    if name not in before:
        known = f"they are {', '.join(before)}" if before else "there is none"
        node.refuse(f"'{name}' is no step before this one; {known}.")
    return name
