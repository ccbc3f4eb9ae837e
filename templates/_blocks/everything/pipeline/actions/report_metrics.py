"""Publishes how many tests passed and how much they covered: `python -m pipeline.actions.report_metrics`.

CodeBuild's report groups publish no metrics and forget after 30 days; a dashboard needs both. Run it also when tests
failed: a pass rate that is published only at 100 percent says nothing.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import boto3

# The standard parser expands entities of the document; a report is made by code of any dependency that tests import.
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse

from pipeline.names import METRICS_NAMESPACE
from settings.failure import ActionFailed, exit_code
from settings.names import COVERAGE, PASS_RATE, REPORTED_SUITE, SUITE


def pass_rate(junit: Path) -> float:
    """Percent of the tests that ran and passed; skipped ones did not run. Raises ActionFailed: no test ran."""
    root = _root(junit)
    suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
    tests, failed, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    if tests <= skipped:
        raise ActionFailed(f"{junit}: no test ran, so there is no pass rate.")
    return 100 * (tests - skipped - failed) / (tests - skipped)


def coverage(xml: Path) -> float:
    """Percent of the lines that tests executed. Raises ActionFailed: the report does not say."""
    try:
        return 100 * float(_root(xml).attrib["line-rate"])
    except (KeyError, ValueError):
        raise ActionFailed(f"{xml}: not a coverage report, it has no line-rate.") from None


def publish(suite: str, junit: Path, coverage_xml: Path | None) -> None:
    """Put pass rate and coverage (percent, one dimension) into CloudWatch; outside of CodeBuild print them."""
    values = {PASS_RATE: pass_rate(junit)}
    if coverage_xml:
        values[COVERAGE] = coverage(coverage_xml)
    said = ", ".join(f"{name} {value:.1f} %" for name, value in values.items())
    if "CODEBUILD_BUILD_ID" not in os.environ:
        print(f"{suite}: {said}; published in CodeBuild only, nothing was published now.")
        return
    boto3.client("cloudwatch").put_metric_data(
        Namespace=METRICS_NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": SUITE, "Value": suite}],
                "Value": value,
                "Unit": "Percent",
            }
            for name, value in values.items()
        ],
    )
    print(f"{suite}: {said}; published to {METRICS_NAMESPACE}.")


def _root(file: Path) -> Element:
    try:
        root: Element | None = parse(file).getroot()
    except FileNotFoundError:
        raise ActionFailed(f"{file} does not exist; run the tests first.") from None
    except (ParseError, DefusedXmlException) as error:
        raise ActionFailed(f"{file} is no report: {error!r}.") from None
    if root is None:
        raise ActionFailed(f"{file} is no report: it is empty.")
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.report_metrics", description=__doc__)
    parser.add_argument("suite", nargs="?", default=REPORTED_SUITE, help="of reports/SUITE.xml; default: %(default)s")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="default: reports/SUITE.xml")
    parser.add_argument("--coverage", type=Path, metavar="FILE", help="for the default suite: reports/coverage.xml")
    given = parser.parse_args(arguments)
    junit = given.junit or Path("reports", f"{given.suite}.xml")
    coverage_xml = given.coverage or (Path("reports", "coverage.xml") if given.suite == REPORTED_SUITE else None)
    return exit_code(lambda: publish(given.suite, junit, coverage_xml))


if __name__ == "__main__":
    sys.exit(main())
