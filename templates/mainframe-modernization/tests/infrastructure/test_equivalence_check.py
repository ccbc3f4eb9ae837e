"""The programs are compared with the mainframe before any deployment, and whoever approves reads the result."""

import re
from pathlib import Path

from environments import ENVIRONMENTS
from tests.support.cloudformation import properties
from tests.support.pipeline_templates import pipeline_template, stages
from workload.checks import EQUIVALENCE

BUILDSPEC = Path(f"{EQUIVALENCE.buildspec}.yml").read_text("utf-8")
MAKEFILE = Path("workload/workload.mk").read_text("utf-8")


def test_it_is_an_action_of_build_with_a_docker_engine() -> None:
    (action,) = [each for each in stages(pipeline_template())["Build"]["Actions"] if each["Name"] == EQUIVALENCE.name]
    assert action["ActionTypeId"]["Category"] == "Test"
    builds = {each["Source"]["BuildSpec"]: each for each in properties(pipeline_template(), "AWS::CodeBuild::Project")}
    assert builds[f"{EQUIVALENCE.buildspec}.yml"]["Environment"]["PrivilegedMode"] is True


def test_whoever_approves_reads_how_many_cases_are_equal() -> None:
    for environment in ENVIRONMENTS:
        if environment.approval:
            *_review, approval = stages(pipeline_template())[f"Approve{environment.title}"]["Actions"]
            assert approval["Configuration"]["CustomData"].endswith(" Equivalence: #{Equivalence.SUMMARY}")


def test_it_compiles_runs_the_gate_and_the_tests_that_need_the_compiler_and_keeps_their_reports() -> None:
    assert "make --keep-going cobol-check-container" in BUILDSPEC
    (needed, recipe) = re.findall(r"^cobol-check-container: ([^#\n]*)##.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)[0]
    assert "equivalence-container" in needed.split()
    assert {"cobol-test", "cobol-analysis", "compiled"} <= {*re.findall(r"[a-z-]+", recipe)}
    reports = {*re.findall(r"files: \[(reports/[a-z]+\.xml)\]", BUILDSPEC)}
    assert reports == {"reports/equivalence.xml", "reports/cobol.xml", "reports/compiled.xml"}
    assert "files: [reports/**/*]" in BUILDSPEC


def test_the_variable_that_it_exports_is_set_by_the_summary_and_nothing_else() -> None:
    assert f"exported-variables: [{EQUIVALENCE.tells}]" in BUILDSPEC
    assert re.findall(rf"{EQUIVALENCE.tells}=(.*)", BUILDSPEC) == ["$(make --silent equivalence-summary)"]
