"""A template that cannot be used is one sentence with its file."""

from pathlib import Path

import pytest

from settings.configuration import TemplateRefused
from tests.support.synthesis import PROJECT
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
