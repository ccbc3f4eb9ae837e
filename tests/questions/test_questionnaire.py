"""The questionnaire is complete: nothing is dropped silently, everything has a default and says what it is for."""

import re

import pytest
from exports import ROOT
from questionnaire import QUESTIONS, asked, choices, loaded, names_in_files
from rendering import render, render_answers, stored_answers
from variants import ARCHITECTURES, each_architecture

OF_CONTAINERS = ["compute", "zones", "zone_ids", "egress", "deployed_by", "domain", "certificate"]
NOT_OF_NETWORK_FUNCTIONS = [name for name in OF_CONTAINERS if name != "zones"]
OF_AN_EXISTING_VPC = ["management_subnets", "data_subnets", "endpoint_subnets"]
OF_NETWORK_FUNCTIONS = ["shape", "entry", "function", "vpc_id", "network_cidr", *OF_AN_EXISTING_VPC]
OF_MAINFRAMES = ["store", "dialect", "code_page", "legacy_url"]
IN_ORDER = [
    *("architecture", "project_name", "description", "owner", "source", "repository", "branch", "trigger"),
    *("infrastructure", "accounts", "dev_account", "staging_account", "prod_account", "region", "audit_trail"),
    *OF_CONTAINERS,
    *OF_NETWORK_FUNCTIONS,
    *OF_MAINFRAMES,
    *("delivery", "approvers", "alerts_email"),
]
LOCKED = ["architecture", "project_name", "infrastructure", "compute"]
LOCKED += ["shape", "entry", "function", "store", "code_page"]


def test_copier_loads_every_question_of_every_file() -> None:
    # A misspelt !include drops its questions, and copier says nothing.
    assert sorted(loaded()) == sorted(names_in_files())


def test_no_question_occurs_twice() -> None:
    names = names_in_files()
    assert [name for name in names if names.count(name) > 1] == []


def test_every_question_file_is_included_once_by_its_literal_name() -> None:
    included = re.findall(r"^!include (\S+)$", (ROOT / "copier.yml").read_text("utf-8"), re.MULTILINE)
    assert sorted(included) == sorted(f"questions/{path.name}" for path in QUESTIONS.glob("*.yml"))


def test_questions_are_asked_from_what_to_how() -> None:
    assert list(asked()) == IN_ORDER


@pytest.mark.parametrize("name", list(loaded()))
def test_has_a_default(name: str) -> None:
    assert "default" in loaded()[name]


@pytest.mark.parametrize("name", list(asked()))
def test_help_says_whether_the_answer_can_change_later(name: str) -> None:
    said = "cannot change later" if name in LOCKED else r"It can change (later|until)"
    assert re.search(said, loaded()[name]["help"])
    assert name in LOCKED or "cannot" not in loaded()[name]["help"]


@pytest.mark.parametrize("name", list(asked()))
def test_help_is_short_and_the_rest_is_in_the_documentation(name: str) -> None:
    assert len(re.sub(r"{%.*?%}.*", "", loaded()[name]["help"]).splitlines()) <= 6


@pytest.mark.parametrize("name", [name for name in loaded() if name not in asked()])
def test_what_nobody_is_asked_cannot_be_supplied(name: str) -> None:
    assert loaded()[name]["validator"].endswith("leave it out of your answers.")


@pytest.mark.parametrize("name", [name for name in asked() if "choices" not in asked()[name]])
def test_free_text_has_a_validator(name: str) -> None:
    assert loaded()[name]["validator"]


def test_no_pattern_ends_before_a_trailing_newline() -> None:
    for path in [*QUESTIONS.glob("*.yml"), *QUESTIONS.glob("*.jinja")]:
        assert "$'" not in path.read_text("utf-8"), f"{path.name}: `$` lets a trailing newline through, use \\\\Z"


@each_architecture
def test_defaults_alone_render_a_repository(architecture: str) -> None:
    answers = stored_answers(render(architecture=architecture))
    visible = {name: value for name, value in answers.items() if not name.startswith("_")}
    unasked = {
        "serverless": [*OF_CONTAINERS, *OF_NETWORK_FUNCTIONS, *OF_MAINFRAMES],
        "containers": ["certificate", *OF_NETWORK_FUNCTIONS, *OF_MAINFRAMES],
        "network-functions": [*NOT_OF_NETWORK_FUNCTIONS, *OF_AN_EXISTING_VPC, *OF_MAINFRAMES],
        "mainframe-modernization": ["certificate", *OF_NETWORK_FUNCTIONS],
    }[architecture]
    assert list(visible) == [name for name in IN_ORDER if not name.endswith("_account") and name not in unasked]
    assert visible["project_name"] == "orders"
    assert visible["repository"] == "platform-team/orders"


def test_serverless_is_the_default_and_each_architecture_has_its_delivery() -> None:
    assert stored_answers(render())["architecture"] == "serverless"
    deliveries = [stored_answers(render(architecture=each))["delivery"] for each in ARCHITECTURES]
    assert deliveries == ["canary", "blue-green", "zone-by-zone", "blue-green"]


@pytest.mark.parametrize(
    ("source", "repository"),
    [
        *[("gitlab", "team-a/tickets"), ("azure-devops", "team-a/tickets/tickets")],
        *[("codecommit", "tickets"), ("s3", "source/tickets.zip")],
    ],
)
def test_default_repository_follows_the_source(source: str, repository: str) -> None:
    answers = stored_answers(render_answers(source=source, owner="team-a", project_name="tickets"))
    assert answers["repository"] == repository
    assert ("branch" in answers) == (source != "s3")


def test_account_ids_are_asked_only_with_an_account_for_each_environment() -> None:
    answers = stored_answers(render_answers(accounts="per-environment"))
    assert [answers[f"{name}_account"] for name in ("dev", "staging", "prod")] == ["", "", ""]
    assert choices("accounts") == ["one", "per-environment"]
