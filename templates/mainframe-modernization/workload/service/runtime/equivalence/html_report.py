"""The difference report: one HTML file without scripts or links, readable at an approval, totals on top."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from equivalence.findings import CaseResult, Difference, Outcome, OutputResult
from equivalence.markup import add, bullets, table

_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #1b1f24; background: #fff }
table { border-collapse: collapse; margin: .5rem 0 1.5rem } th, td { border: 1px solid #c4cad1; padding: .25rem .6rem;
text-align: left; vertical-align: top } th { background: #f0f2f5 } td.number { text-align: right }
.value { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
.verdict { font-weight: 600; padding: .6rem 1rem; display: inline-block }
.equal { background: #d6f2dd } .not { background: #fbdcdc }
"""
_COLUMNS = ("Difference", "Record", "Key", "Field", "Offset in record", "Offset in file", "Expected", "Actual", "Note")
# Fields that a summary names; the table below it shows records.
_FIELDS = 20


def html(outcome: Outcome) -> bytes:
    """The document, UTF-8. Every text of a file or program in it is escaped."""
    root = Element("html", lang="en")
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    # Nothing of the data can make a browser load or run something.
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    SubElement(head, "meta", policy)
    add(head, "title", "Functional equivalence")
    SubElement(head, "style").text = _STYLE
    body = SubElement(root, "body")
    add(body, "h1", "Functional equivalence")
    verdict = "EQUAL: each output is the golden one" if outcome.equal else "NOT EQUAL: do not promote this build"
    add(body, "p", verdict, f"verdict {'equal' if outcome.equal else 'not'}")
    _totals(body, outcome)
    if outcome.problems:
        bullets(body, "Problems of the run", outcome.problems)
    if outcome.cases:
        _cases(body, outcome.cases)
    for case in outcome.cases:
        if not case.equal:
            _case(body, case)
    _rules(body, outcome)
    document: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + document


def _totals(body: Element, outcome: Outcome) -> None:
    outputs = [output for case in outcome.cases for output in case.outputs]
    masked, tolerated = sum(each.masked for each in outputs), sum(each.tolerated for each in outputs)
    golden, written = sum(each.expected for each in outputs), sum(each.actual for each in outputs)
    rows = [
        ("Cases", f"{len(outcome.cases):,}, of which equal {sum(case.equal for case in outcome.cases):,}"),
        ("Outputs", f"{len(outputs):,}, of which equal {sum(output.equal for output in outputs):,}"),
        ("Records", f"{golden:,} golden, {written:,} of the programs"),
        ("Differences", f"{outcome.total:,}"),
        ("Problems", f"{outcome.all_problems:,}"),
        ("Overlooked by rules", f"{masked:,} records masked, {tolerated:,} fields within tolerance"),
    ]
    table(body, (), rows)


def _cases(body: Element, cases: Iterable[CaseResult]) -> None:
    add(body, "h2", "Cases")
    rows = []
    for case in cases:
        code = "none" if case.return_code is None else str(case.return_code)
        outputs = ", ".join(f"{each.dd} {each.actual:,} of {each.expected:,}" for each in case.outputs) or "none"
        problems = len(case.problems) + sum(len(each.problems) for each in case.outputs)
        called = f"{case.program} {case.parameter}".strip()
        verdict = "equal" if case.equal else "NOT EQUAL"
        said = (case.name, called, f"{code} (expected {case.expected_code})", outputs, f"{case.total:,}", str(problems))
        rows.append((*said, verdict, case.digest[:16]))
    titles = (
        "Case",
        "Program",
        "Return code",
        "Records",
        "Differences",
        "Problems",
        "Verdict",
        "SHA-256 of the program",
    )
    table(body, titles, rows)


def _case(body: Element, case: CaseResult) -> None:
    add(body, "h2", f"{case.name}: {case.program}")
    if case.code_differs:
        add(body, "p", f"Return code {case.return_code}, expected {case.expected_code}.")
    if case.problems:
        bullets(body, "Problems", case.problems)
    for output in case.outputs:
        if not output.equal:
            _output(body, output)


def _output(body: Element, output: OutputResult) -> None:
    add(body, "h3", f"{output.dd} against {output.golden}")
    if output.problems:
        bullets(body, "Problems", output.problems)
    for hint in output.hints:
        add(body, "p", hint)
    if not output.total:
        return
    most = output.by_field.most_common()
    said = "; ".join(f"{name} {count:,}" for name, count in most[:_FIELDS])
    more = f"; {len(most) - _FIELDS} more fields" if len(most) > _FIELDS else ""
    add(body, "p", f"{output.total:,} differences, {len(output.differences):,} shown. By field: {said}{more}.")
    table(body, _COLUMNS, [_row(each) for each in output.differences], values=(6, 7))


def _row(found: Difference) -> tuple[str, ...]:
    offset = f"{found.offset:,}" if found.field else ""
    place = (str(found.kind), f"{found.record:,}", found.key, found.field, offset, f"{found.file_offset:,}")
    return (*place, found.expected, found.actual, found.note)


def _rules(body: Element, outcome: Outcome) -> None:
    add(body, "h2", "Rules of this run")
    if outcome.rules:
        table(body, ("Rule", "Reason"), outcome.rules)
    else:
        add(body, "p", "None: numbers are compared by value, everything else byte by byte.")
