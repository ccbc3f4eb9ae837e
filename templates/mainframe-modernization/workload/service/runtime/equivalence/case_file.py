"""Reads the cases file; `equivalence.cases` says what stands in it."""

from pathlib import Path

from equivalence import case_fields, document
from equivalence.cases import AREA, SYSOUT, Case
from equivalence.errors import EquivalenceError

_EXAMPLE = "- {name: post-daily, program: ACCTPOST, …}"
_KEYS = {
    "name": "post-daily",
    "program": "ACCTPOST",
    "subprogram": "true",
    "parameter": '"20260131"',
    "environment": '{COB_CURRENT_DATE: "2026/01/31 08:00:00"}',
    "return_code": "0",
    "timeout_seconds": "60",
    "inputs": "{ACCTIN: {file: golden/ACCTIN.bin, …}}",
    "outputs": "{ACCTOUT: {expected: golden/ACCTOUT.bin, …}}",
}
_REQUIRED = ("name", "program", "environment")


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file. Raises EquivalenceError: it cannot be read, or says what this format does not have."""
    root = document.read(path)
    if root is None:
        raise EquivalenceError(f"{path} has no case; a gate without one proves nothing; write {_EXAMPLE}.")
    cases: dict[str, Case] = {}
    for node in root.items("the list of cases", _EXAMPLE):
        case = _case(node, path.parent)
        if case.name in cases:
            node.refuse(f"case '{case.name}' stands in line {cases[case.name].line} already; names are unique.")
        cases[case.name] = case
    return tuple(cases.values())


def _case(node: document.Node, folder: Path) -> Case:
    fields = node.fields("a case", _KEYS)
    if missing := [key for key in _REQUIRED if key not in fields]:
        node.refuse(f"a case has no {missing[0]}; write {missing[0]}: {_KEYS[missing[0]]}.")
    parameter, code, seconds = (fields.get(key) for key in ("parameter", "return_code", "timeout_seconds"))
    case = Case(
        name=case_fields.name(fields["name"]),
        program=case_fields.program(fields["program"]),
        line=node.line,
        subprogram="subprogram" in fields and case_fields.flag(fields["subprogram"], "subprogram"),
        parameter=parameter.text("parameter", _KEYS["parameter"]) if parameter else None,
        environment=case_fields.environment(fields["environment"]),
        return_code=code.whole("return_code", "4", 0, 255) if code else 0,
        timeout_seconds=seconds.whole("timeout_seconds", "60", 1, 86_400) if seconds else 60,
        inputs=case_fields.datasets(fields.get("inputs"), folder, result=False),
        outputs=case_fields.datasets(fields.get("outputs"), folder, result=True),
    )
    if case.subprogram and not set(case.inputs) == set(case.outputs) == {AREA}:
        node.refuse(
            f"case '{case.name}' calls a subprogram; it has one input and one output, both named {AREA}: "
            "its USING area before and after each call."
        )
    if SYSOUT in case.inputs:
        node.refuse(f"DD {SYSOUT} is what the program DISPLAYs, which is an output; give the input another DD name.")
    if both := set(case.inputs) & set(case.outputs) - {AREA}:
        node.refuse(f"DD {min(both)} is an input and an output; give the file that is updated a DD name of its own.")
    if not case.outputs:
        node.refuse(
            f"case '{case.name}' has no outputs; a return code alone does not show what was computed; write outputs: "
            f"{_KEYS['outputs']}, or of a program that only DISPLAYs outputs: {{SYSOUT: …}}."
        )
    return case
