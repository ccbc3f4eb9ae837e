"""The reports: every value escaped, all differences counted, the first of them shown, totals before details."""

from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from equivalence.findings import CaseResult, Difference, Kind, Outcome, OutputResult
from equivalence.html_report import html
from equivalence.junit import junit

EVIL = "<script>alert('&')</script>"


def outcome(text: str, *, shown: int = 1, total: int = 1) -> Outcome:
    """One case with differences; `text` is everything that a file or program can choose."""
    found = [Difference(Kind.FIELD, n, text, text, 4, 84, text, text, text) for n in range(1, shown + 1)]
    output = OutputResult(dd="PAYOUT", golden=text, expected=9, actual=9, total=total, differences=found, hints=[text])
    output.by_field.update({text: total})
    case = CaseResult(name="pay", program="PAYJOB", parameter=text, expected_code=0, return_code=0, outputs=[output])
    case.problems.append(text)
    return Outcome(cases=[case], problems=[text], rules=[(text, text)])


class Tags(HTMLParser):
    """The tags and the text of a document."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(document.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_nothing_of_a_file_becomes_markup() -> None:
    page = Tags(html(outcome(EVIL)))
    assert EVIL in page.text
    assert set(page.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert set(page.attributes) <= {"lang", "charset", "http-equiv", "content", "class"}


@settings(deadline=None)
@given(st.text())
def test_reports_can_be_read_whatever_the_values_are(text: str) -> None:
    Tags(html(outcome(text)))
    ElementTree.fromstring(junit(outcome(text)))


def test_the_report_is_one_file_without_anything_to_load() -> None:
    page = html(outcome("x")).decode()
    assert "default-src 'none'" in page
    assert not {"http:", "https:", "src=", "href=", "url(", "@import"} & set(page.replace('"', " ").split())
    assert "src=" not in page.replace("default-src", "")


def test_totals_stand_before_the_differences() -> None:
    text = Tags(html(outcome("x", shown=2, total=1234))).text
    assert text.index("NOT EQUAL") < text.index("1,234") < text.index("1,234 differences, 2 shown")
    assert text.index("9 golden, 9 of the programs") < text.index("Offset in record")


def test_a_green_report_says_so_and_has_no_differences() -> None:
    case = CaseResult(name="pay", program="PAYJOB", expected_code=0, return_code=0)
    text = Tags(html(Outcome(cases=[case]))).text
    assert "EQUAL: each output is the golden one" in text
    assert "NOT EQUAL" not in text
    assert "Offset in record" not in text


def test_a_run_without_a_case_is_not_equal() -> None:
    assert not Outcome().equal


@pytest.mark.parametrize(("kind", "count"), [("tests", "3"), ("failures", "1"), ("errors", "2")])
def test_junit_counts_its_tests_failures_and_errors(kind: str, count: str) -> None:
    root = ElementTree.fromstring(junit(outcome("x")))
    assert root.get(kind) == count


def test_junit_has_a_suite_for_each_case_and_a_test_for_each_output() -> None:
    root = ElementTree.fromstring(junit(outcome("x", total=7)))
    suites = {suite.get("name"): [test.get("name") for test in suite] for suite in root}
    assert suites == {"run": ["cases and rules"], "pay": ["PAYJOB ends with 0", "PAYJOB PAYOUT"]}
    (failure,) = root.iter("failure")
    assert failure.get("message") == "7 differences; first: x"
