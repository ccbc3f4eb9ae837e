"""Each entry of a rendered runbook is of one form, and asks for outputs that its stacks have."""

import re

import botocore.session
import pytest
from botocore import xform_name
from rendering import render
from runbook_form import ENTRY, OWN, PROCEDURES, faults, sections
from variants import VARIANTS, each_variant

# Of the AWS CLI itself; and what it calls otherwise than its services are called.
ITS_OWN = {("logs", "tail"), ("configure", "export-credentials")}
CALLED = {"deploy": "codedeploy", "s3api": "s3"}


def runbook(variant: str) -> str:
    return (render(VARIANTS[variant]) / "docs" / "runbook.md").read_text("utf-8")


@each_variant
def test_each_entry_says_symptom_command_what_you_see_and_what_to_do(variant: str) -> None:
    page = runbook(variant)
    assert len(sections(page, 2)) > 20
    assert faults(page) == []


@each_variant
def test_each_output_that_a_command_asks_for_exists(variant: str) -> None:
    page, workload = runbook(variant), render(VARIANTS[variant]) / "workload"
    code = "".join(path.read_text("utf-8") for path in workload.rglob("*") if path.suffix in (".py", ".yaml"))
    asked = set(re.findall(r"OutputKey=='(\w+)'|\boutput (\w+)\)", page))
    names = {one or other for one, other in asked} - {"output"}
    assert len(names) >= 1
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


@each_variant
def test_each_command_of_the_aws_cli_exists(variant: str) -> None:
    session = botocore.session.get_session()
    named = set(re.findall(r"\baws ([a-z0-9-]+) ([a-z0-9-]+)", runbook(variant))) - ITS_OWN
    named = {(service, operation) for service, operation in named if service != "s3" and operation != "wait"}
    assert len(named) > 20
    for service in {service for service, _ in named}:
        operations = session.get_service_model(CALLED.get(service, service)).operation_names
        known = {xform_name(each, "-") for each in operations}
        assert {operation for its, operation in named if its == service} <= known


@pytest.mark.parametrize("name", ENTRY)
def test_an_entry_without_one_of_its_parts_is_noticed(name: str) -> None:
    page = runbook("serverless-cdk")
    assert len(faults(page.replace(f"**{name}.**", "", 1))) == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    make verifier\n", "", "A rule of the verifier failed: has no command"),
        ("## A bootstrap role is missing", "## Bootstrap again", "Bootstrap again: says no symptom"),
        ("### Retry\n", "### Try again\n", "Try again: nothing leads to it"),
    ],
)
def test_an_entry_of_another_form_is_noticed(old: str, new: str, fault: str) -> None:
    page = runbook("serverless-cdk")
    assert page.count(old) == 1
    assert fault in faults(page.replace(old, new))


def test_the_entries_of_the_team_stand_behind_all_others() -> None:
    assert list(sections(runbook("containers"), 2))[-2:] == [PROCEDURES, OWN]
