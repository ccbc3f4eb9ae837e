"""The JSON Schemas of the answers say what Copier says, as far as a schema can."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import ROOT, exported_questions
from jsonschema import Draft7Validator, Draft202012Validator
from portal_answers import asked_by_copier, pairwise
from portal_forms import of_answers, of_form, questionnaire, validator
from rendering import examples, refusal

from golden_paths.portal.asked import asked, without_hidden
from golden_paths.portal.questions import read
from golden_paths.project import Refused

ARCHITECTURES = ("serverless", "containers", "network-functions", "mainframe-modernization")
UNSUPPORTED = yaml.safe_load((ROOT / "examples" / "unsupported.yml").read_text("utf-8"))
# Texts that patterns have to take or refuse as Copier does; of some the schema knows less than Copier.
TEXTS = {
    "project_name": ["orders", "or-ders", "aws-orders", "-a", "Orders", "ab", "a" * 31],
    "owner": ["team-7", "-team", "0123", "team_7"],
    "source": ["github", "svn"],
    "region": ["eu-west-1", "eu-west-9", "EU-WEST-1", "ap-south-2"],
    "approvers": ["", "Admin", "Admin, OnCall", "Admin;OnCall"],
    "alerts_email": ["", "me@example.com", "me"],
    "branch": ["main", "release/2", "a..b", "1e3", "true"],
    "repository": ["acme/orders", "acme", "acme/orders.git"],
}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_schema_is_valid_in_its_own_draft_and_a_form_in_that_of_backstage(architecture: str) -> None:
    Draft202012Validator.check_schema(of_answers(architecture))
    Draft7Validator.check_schema(of_form(architecture))
    assert of_answers(architecture)["additionalProperties"] is False


@pytest.mark.parametrize("name", examples())
def test_the_schema_accepts_every_example(name: str) -> None:
    answers = examples()[name]
    assert not [error.message for error in validator(answers["architecture"]).iter_errors(answers)]


@pytest.mark.parametrize("answers", UNSUPPORTED, ids=lambda each: "-".join(list(each.values())[:-1]))
def test_the_schema_refuses_every_unsupported_combination(answers: dict[str, Any]) -> None:
    given = {"architecture": "serverless"} | {name: each for name, each in answers.items() if name != "reason"}
    assert not validator(given["architecture"]).is_valid(given)


def test_an_answer_that_is_no_question_is_refused() -> None:
    assert not validator("serverless").is_valid({"architecture": "serverless", "colour": "red"})
    assert not validator("serverless").is_valid({"architecture": "serverless", "qualifier": "orders"})


def test_copier_the_conditions_and_the_schema_ask_the_same_questions() -> None:
    rows = list(pairwise())
    assert len(rows) > 20
    seen: dict[str, set[bool]] = {}
    for row in rows:
        answers = without_hidden(questionnaire(), row)
        by_copier = asked_by_copier(answers)
        assert set(asked(questionnaire(), row)) == by_copier, row
        for question in questionnaire().questions:
            taken = _takes(question.name, row, answers)
            assert taken == (question.name in by_copier), (question.name, row)
            seen.setdefault(question.name, set()).add(taken)
    always = {question.name for question in questionnaire().questions if seen[question.name] == {True}}
    assert seen.keys() - always == {name for name, both in seen.items() if both == {True, False}}
    assert {"certificate", "endpoint_subnets", "branch", "zone_ids"} & always == set()


def _takes(name: str, row: dict[str, Any], answers: dict[str, Any]) -> bool:
    """Whether the schema has no objection to `name` being answered, whatever it thinks of the answer."""
    schema = of_answers(row["architecture"])
    if name not in schema["properties"]:
        return False
    hidden = {"not": {"required": [name]}}
    conditions = [each["if"] for each in schema.get("allOf", []) if each.get("else") == hidden]
    return all(Draft202012Validator(each).is_valid(answers) for each in conditions)


@pytest.mark.parametrize("name", TEXTS)
def test_what_the_schema_refuses_copier_refuses_too(name: str) -> None:
    agreed = set()
    for text in TEXTS[name]:
        answers = {"architecture": "serverless", name: text}
        by_schema, by_copier = validator("serverless").is_valid(answers), not refusal(answers)
        assert by_schema == by_copier, (answers, refusal(answers))
        agreed.add(by_schema)
    assert agreed == {True, False}


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("{= source | length > 2 =}", '"branch"'),
        ("{= repository == 'x' =}", '"branch"'),
        ("{% if source != 's3' %}true{% endif %}", '"branch"'),
    ],
)
def test_a_condition_that_no_form_can_decide_fails_with_the_question(tmp_path: Path, written: str, part: str) -> None:
    template = shutil.copytree(exported_questions(), tmp_path / "template")
    file = template / "questions" / "source.yml"
    questions = yaml.safe_load(file.read_text("utf-8"))
    questions["branch"]["when"] = written
    file.write_text(yaml.safe_dump(questions), "utf-8")
    with pytest.raises(Refused, match=part):
        read(template)
