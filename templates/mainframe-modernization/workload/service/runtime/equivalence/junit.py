"""The result of an equivalence run as JUnit XML: a suite for each case, a test for its run and for each output."""

from xml.etree import ElementTree

from equivalence.findings import CaseResult, Outcome
from equivalence.markup import printable

# Sentences of one test; the HTML report shows more.
_LINES = 20


def junit(outcome: Outcome) -> bytes:
    """The document. A difference is a failure, what could not be judged is an error."""
    root = ElementTree.Element("testsuites", name="equivalence")
    if outcome.problems:
        suite = ElementTree.SubElement(root, "testsuite", name="run")
        _test(suite, "run", "cases and rules", outcome.problems, [], 0)
    for case in outcome.cases:
        suite = ElementTree.SubElement(root, "testsuite", name=case.name, time=f"{case.seconds:.3f}")
        _test(
            suite,
            case.name,
            f"{case.program} ends with {case.expected_code}",
            case.problems,
            _code(case),
            int(case.code_differs),
        )
        for output in case.outputs:
            differences = [*output.hints, *map(str, output.differences)]
            _test(suite, case.name, f"{case.program} {output.dd}", output.problems, differences, output.total)
    for suite in [*root, root]:
        for name in ("testcase", "failure", "error"):
            count = str(len(list(suite.iter(name))))
            suite.set({"testcase": "tests", "failure": "failures", "error": "errors"}[name], count)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _code(case: CaseResult) -> list[str]:
    return [f"return code {case.return_code}, expected {case.expected_code}."] if case.code_differs else []


def _test(
    suite: ElementTree.Element, case: str, name: str, problems: list[str], differences: list[str], total: int
) -> None:
    test = ElementTree.SubElement(suite, "testcase", classname=f"equivalence.{case}", name=name)
    for kind, said, count in (("error", problems, len(problems)), ("failure", differences, total)):
        if count:
            message = f"{count} {'problem' if kind == 'error' else 'difference'}{'s' * (count > 1)}; first: {said[0]}"
            entry = ElementTree.SubElement(test, kind, message=printable(message))
            entry.text = printable("\n".join(said[:_LINES]))
