"""Findings for people and for machines: text, JSON, SARIF 2.1.0 and JUnit."""

import json
import re
import xml.etree.ElementTree as xml
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .rule import Finding, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(findings: Sequence[Finding], rules: Sequence[Rule]) -> str:
    """A line a finding, and a line that counts them."""
    lines = [str(finding) for finding in findings]
    counted = "No rule" if not findings else f"{len({finding.rule for finding in findings})}"
    lines.append(f"{counted} of {len(rules)} rules found something{f', {len(findings)} times' if findings else ''}.")
    return "\n".join(lines) + "\n"


def as_json(findings: Sequence[Finding], _rules: Sequence[Rule]) -> str:
    """A list of objects with file, where, rule and sentence."""
    return json.dumps([asdict(finding) for finding in findings], indent=2) + "\n"


def as_sarif(findings: Sequence[Finding], rules: Sequence[Rule]) -> str:
    """For code hosts that show findings beside the code. Source: OASIS SARIF 2.1.0."""
    driver = {
        "name": "golden-paths verify",
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": (rule.judge.__doc__ or rule.id).split("\n")[0]},
                "fullDescription": {"text": rule.reason},
                "helpUri": rule.source if rule.source.startswith("https://") else None,
            }
            for rule in rules
        ],
    }
    for rule in driver["rules"]:
        if isinstance(rule, dict) and rule["helpUri"] is None:
            del rule["helpUri"]
    run = {"tool": {"driver": driver}, "results": [_result(finding) for finding in findings]}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(finding: Finding) -> Mapping[str, Any]:
    line = re.search(r"\bline ([1-9]\d*)", finding.where)
    place: dict[str, Any] = {"artifactLocation": {"uri": finding.file.partition(",")[0]}}
    place["region"] = {"startLine": int(line[1]) if line else 1}
    return {
        "ruleId": finding.rule,
        "level": "error",
        "message": {"text": f"{finding.where}: {finding.sentence}"},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": finding.where}]}],
    }


def as_junit(findings: Sequence[Finding], rules: Sequence[Rule]) -> str:
    """A test a rule, which fails with its findings; CodeBuild shows it as a report (JUNITXML)."""
    ids = [*(rule.id for rule in rules), *sorted({finding.rule for finding in findings} - {rule.id for rule in rules})]
    failed = {finding.rule for finding in findings}
    suite = xml.Element("testsuite", name="golden-paths verify", tests=str(len(ids)), failures=str(len(failed)))
    for id in ids:
        case = xml.SubElement(suite, "testcase", classname="verify", name=id, time="0")
        if id in failed:
            told = "\n".join(str(finding) for finding in findings if finding.rule == id)
            xml.SubElement(case, "failure", message=told.split("\n")[0]).text = told
    return xml.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Finding], Sequence[Rule]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
}
