"""A template that cannot be used is one sentence with its file."""

from pathlib import Path

import pytest

from settings.configuration import TemplateRefused
from tests.support.synthesis import PROJECT
from tests.support.workload_templates import complete
from workload.parameters import load_template

FIRST_LINES = "Resources:\n  Alerts:\n    Type: AWS::SNS::Topic\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{FIRST_LINES}    Properties: {{TopicName: [a}}\n", r"template\.yaml:4:31: .*expected ',' or '\]'"),
        (f"{FIRST_LINES}   Properties: {{}}\n", r"template\.yaml:4:\d+: "),
        (f"{FIRST_LINES}  Alerts:\n    Type: AWS::SNS::Topic\n", r"template\.yaml:2:\d+: .*[Dd]uplicate"),
        ("Resources:\n  Alerts: {Properties: {}}\n", r"template\.yaml:2:3: .*Alerts has no Type"),
        ("", r"template\.yaml:1:1: .*has resources"),
        ("- Resources\n", r"template\.yaml:1:1: .*has resources"),
    ],
    ids=["a bracket", "indentation", "twice", "no type", "empty", "a list"],
)
def test_what_is_no_template_is_told_with_file_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateRefused, match=said) as refused:
        load_template(file)
    assert "\n" not in str(refused.value)


def test_lint_reads_every_template() -> None:
    recipe = (PROJECT / "workload" / "workload.mk").read_text("utf-8").partition("lint-workload:")[2]
    templates = [file.relative_to(PROJECT).as_posix() for file in (PROJECT / "workload").glob("*/template.yaml")]
    for file in (*templates, "extensions/template.yaml"):
        assert file in recipe.partition("\n\n")[0], f"make lint does not read {file}"


CONDITIONAL = """
Parameters: {Wanted: {Type: String}}
Conditions:
  IsOn: !Equals [!Ref Wanted, "true"]
  IsReady: !And [{Condition: IsOn}, !Not [!Equals [!Ref Wanted, later]]]
Resources:
  Alerts: {Type: AWS::SNS::Topic, Condition: IsReady}
  Mail:
    Type: AWS::SNS::Subscription
    DependsOn: Alerts
    Properties: {Protocol: email, Endpoint: a@example.com, TopicArn: TOPIC}
Outputs:
  Topic: {Condition: IsReady, Value: !Ref Alerts}
"""


@pytest.mark.parametrize(
    ("topic", "on", "refused"),
    [
        ("!Ref Alerts", "false", True),
        ("!Ref Alerts", "true", False),
        ("!If [IsReady, !Ref Alerts, none]", "false", False),
        ("!Sub '${Alerts.TopicName}'", "false", True),
    ],
)
def test_what_reads_a_resource_that_a_condition_leaves_out_is_told(
    tmp_path: Path, topic: str, on: str, refused: bool
) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(CONDITIONAL.replace("TOPIC}", f"{topic}}}"), encoding="utf-8")
    if refused:
        with pytest.raises(TemplateRefused, match=r"template\.yaml:8: Mail reads Alerts, which its condition IsReady"):
            complete(load_template(file), {"Wanted": on}, file)
    else:
        final = complete(load_template(file), {"Wanted": on}, file)
        assert ("Alerts" in final["Resources"]) is ("Topic" in final["Outputs"]) is (on == "true")
