"""What a YAML file does to values before copier sees them, and answers to questions that are not asked."""

import pytest
import yaml
from questionnaire import asked, loaded
from rendering import refusal, render_answers, stored_answers

# No number, date or yes is a region, a domain, an ARN, a network or an id, in quotes or not.
NEVER_A_NUMBER = {
    *("region", "domain", "certificate", "zone_ids", "legacy_url"),
    *("vpc_id", "network_cidr", "management_subnets", "data_subnets", "endpoint_subnets"),
}
TEXTS = [name for name, question in asked().items() if "choices" not in question and name not in NEVER_A_NUMBER]
UNASKED = [name for name in loaded() if name not in asked()]


def from_file(text: str) -> dict[str, object]:
    """The answers of a data file, read as copier reads it, with every account asked for."""
    return {"accounts": "per-environment", **yaml.safe_load(text)}


@pytest.mark.parametrize("value", ["1.10", "007", "yes"])
@pytest.mark.parametrize("question", TEXTS)
def test_value_that_yaml_takes_for_no_text_is_refused(question: str, value: str) -> None:
    sentence = refusal(from_file(f"{question}: {value}"))
    assert sentence.startswith(f"Validation error for question '{question}': ")
    assert "in quotes, " in sentence
    assert f'for example {question}: "' in sentence


@pytest.mark.parametrize("question", [name for name in TEXTS if name.endswith("_account")])
@pytest.mark.parametrize("value", ["012345670123", "123456789012"])
def test_account_without_quotes_is_refused_with_the_trap(question: str, value: str) -> None:
    sentence = refusal(from_file(f"{question}: {value}"))
    assert "drops the leading zero of a number or reads it as octal" in sentence
    assert f'{question}: "012345678901"' in sentence


def test_account_with_a_leading_zero_in_quotes_survives_the_answers_file() -> None:
    repository = render_answers(from_file('prod_account: "012345678901"'))
    assert stored_answers(repository)["prod_account"] == "012345678901"
    assert 'prod_account: "012345678901"\n' in (repository / ".copier-answers.yml").read_text("utf-8")


@pytest.mark.parametrize("question", list(asked()))
def test_nothing_is_no_answer(question: str) -> None:
    # Copier's own words, here and below: it looks at the type before any validator.
    sentence = refusal(from_file(f"{question}: null"))
    assert question in sentence
    assert "None" in sentence


@pytest.mark.parametrize("value", ["2026-11-24", "[a, b]", "{a: b}"])
@pytest.mark.parametrize("question", ["description", "branch"])
def test_date_or_list_is_no_answer(question: str, value: str) -> None:
    assert refusal(from_file(f"{question}: {value}")).startswith("Could not convert ")


@pytest.mark.parametrize("question", UNASKED)
def test_derived_value_cannot_be_supplied(question: str) -> None:
    # It would be used now, and silently forgotten at the next update, since it is not in the answers file.
    assert refusal({question: "x"}).endswith("leave it out of your answers.")


@pytest.mark.parametrize("question", ["dev_account", "staging_account", "prod_account"])
def test_account_id_with_one_account_is_refused(question: str) -> None:
    sentence = refusal({"accounts": "one", question: "012345678901"})
    assert "accounts: per-environment" in sentence


def test_branch_of_an_s3_object_is_refused() -> None:
    assert "an S3 object has no branch" in refusal({"source": "s3", "branch": "main"})


@pytest.mark.parametrize(
    ("source", "repository", "example"),
    [
        ("github", "a/b/c", "platform-team/orders"),
        ("bitbucket", "orders", "platform-team/orders"),
        ("azure-devops", "acme/orders", "acme/shop/orders"),
        ("azure-devops", "acme/_git/orders", "acme/shop/orders"),
        ("azure-devops", "acme/web shop/orders", "acme/shop/orders"),
        ("azure-devops", "acme/shop/..", "acme/shop/orders"),
        ("gitlab", "orders", "shop/backend/orders"),
        ("gitlab", "a/../b", "shop/backend/orders"),
        ("codecommit", "a/b", '"orders"'),
        ("codecommit", "orders.git", '"orders"'),
        ("codecommit", "..", '"orders"'),
        ("s3", "orders.tar", "source/orders.zip"),
        ("s3", "../orders.zip", "source/orders.zip"),
        ("s3", "/orders.zip", "source/orders.zip"),
        ("s3", "a//orders.zip", "source/orders.zip"),
        ("s3", "my orders.zip", "source/orders.zip"),
        ("s3", ".zip", "source/orders.zip"),
    ],
)
def test_repository_of_another_kind_is_refused(source: str, repository: str, example: str) -> None:
    sentence = refusal({"source": source, "repository": repository})
    assert f'"{repository}": ' in sentence
    assert example in sentence


@pytest.mark.parametrize(
    ("source", "repository"),
    [
        *[("gitlab", "a/b"), ("gitlab", "a/b/c/d"), ("azure-devops", "acme/Web.Shop_1/orders")],
        *[("codecommit", "My.Repo_1-x"), ("s3", "a.zip"), ("s3", "a/b-1.0/c.zip")],
    ],
)
def test_repository_of_the_right_kind_is_taken(source: str, repository: str) -> None:
    assert stored_answers(render_answers(source=source, repository=repository))["repository"] == repository


@pytest.mark.parametrize("source", ["gitlab", "azure-devops"])
def test_region_without_connections_is_refused_for_a_source_that_needs_one(source: str) -> None:
    sentence = refusal({"source": source, "region": "af-south-1"})
    assert f"CodeConnections, which reaches {source}" in sentence
    assert refusal({"source": "s3", "region": "af-south-1"}) == ""
