"""A product of AWS Service Catalog asks the questions, and renders by CodeBuild."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import decode
from cfnlint.runner import Runner
from cloudformation_validate import CompositeEngine, Severity, ValidateConfig
from exports import ROOT
from portal_answers import pairwise
from portal_forms import questionnaire

from golden_paths.portal.asked import without_hidden
from golden_paths.portal.questions import Questionnaire
from golden_paths.portal.release import Release
from golden_paths.portal.service_catalog import as_function, parameter, product
from golden_paths.project import Refused

# What stands in portal/ is what the questions say: a test compares.
FILES = sorted((ROOT / "portal" / "service-catalog").glob("*.yaml"))
RELEASE = Release("https://git.example.com/a/b", "1.2.3")


def _made(**changes: Any) -> dict[str, Any]:
    """The product for serverless, whose question for the owner is another one."""
    asked = questionnaire()
    questions = tuple(dataclasses.replace(q, **changes) if q.name == "owner" else q for q in asked.questions)
    changed = Questionnaire(questions, asked.hidden, asked.scope, asked.config)
    return product(changed, "serverless", lambda question, _: (question.help, "x"), RELEASE)


def _holds(function: Any, answers: dict[str, str]) -> Any:
    match function:
        case {"Ref": name}:
            return answers[name]
        case {"Fn::Contains": [values, part]}:
            return _holds(part, answers) in values
        case {"Fn::Not": [part]}:
            return not _holds(part, answers)
        case {"Fn::And": parts}:
            return all(_holds(part, answers) for part in parts)
        case {"Fn::Or": parts}:
            return any(_holds(part, answers) for part in parts)
    raise AssertionError(function)


def test_a_product_is_a_template_that_two_validators_accept() -> None:
    assert len(FILES) == len(questionnaire().architectures)
    # It takes long to load the rules, so once for all.
    lint, engine = Runner(ConfigMixIn(**ManualArgs(regions=["eu-central-1"]))), CompositeEngine()
    for file in FILES:
        template, errors = decode(str(file))
        found = [*errors, *lint.validate_template(template)]
        assert [f"{match.rule.id} {match.message}" for match in found] == [], file.stem
        warned = engine.validate_template(file, ValidateConfig(severity_level=Severity.WARN)).diagnostics
        assert [f"{each.rule_id} {each.message} ({each.entity})" for each in warned] == [], file.stem


def test_a_rule_of_a_product_holds_when_the_condition_of_the_question_does() -> None:
    asked = questionnaire()
    for row in list(pairwise())[::3]:
        answers = without_hidden(asked, row)
        given = {parameter(name): str(answers.get(name, "")) for name in asked.by_name}
        for question in asked.questions:
            for choice in question.choices:
                if getattr(choice.refused, "parts", True):
                    assert _holds(as_function(choice.refused), given) == choice.refused.holds(answers), choice


def test_a_parameter_refuses_what_the_question_refuses_and_takes_a_blank_as_left_out() -> None:
    parameters = yaml.safe_load(FILES[-1].read_text("utf-8"))["Parameters"]
    fits = re.compile(parameters["ProjectName"]["AllowedPattern"])
    assert [bool(fits.fullmatch(name)) for name in ("orders", "", "aws-orders", "Orders", "a--b", "o$(id)")] == [
        *[True, True],
        *[False] * 4,
    ]
    assert "" not in parameters["Source"]["AllowedValues"]
    assert parameters["Source"]["Default"] == "github"


def test_a_secret_is_in_no_output_and_no_variable_of_the_build() -> None:
    template = _made(secret=True)
    assert template["Parameters"]["Owner"]["NoEcho"] is True
    assert "Default" not in template["Parameters"]["Owner"]
    variables = template["Resources"]["Runner"]["Properties"]["Environment"]["EnvironmentVariables"]
    kept = {each["Name"]: each for each in variables}["ANSWER_owner"]
    assert kept == {"Name": "ANSWER_owner", "Type": "SECRETS_MANAGER", "Value": {"Ref": "OwnerSecret"}}
    rights = template["Resources"]["RunnerRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert rights[-1]["Resource"] == [{"Ref": "OwnerSecret"}]


def test_a_question_that_no_parameter_can_ask_fails_the_export_by_its_name() -> None:
    with pytest.raises(Refused, match='The question "owner" is of the type integer'):
        _made(type="integer")
    loose = dataclasses.replace(questionnaire().by_name["owner"].rules[0], schema={"pattern": "team"})
    with pytest.raises(Refused, match='The question "owner" has a pattern'):
        _made(rules=(loose,))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_right_of_a_product_reaches_beyond_its_own_resources(file: Path) -> None:
    resources = yaml.safe_load(file.read_text("utf-8"))["Resources"]
    for role in ("RunnerRole", "StartRole"):
        for right in resources[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]:
            assert "*" not in str(right["Action"])
            assert right["Resource"] != "*"
