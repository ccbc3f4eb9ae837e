"""A value of an environment that could not work is refused in one sentence with value, rule and example."""

from typing import Any

import pytest

from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment, require_different_accounts, require_different_names
from settings.pipeline import Accounts, Pipeline


def environment(**values: Any) -> DeploymentEnvironment:
    return DeploymentEnvironment(
        **{"name": "staging", "region": "eu-west-1", "delivery": Delivery.all_at_once(), **values}
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "Staging"}, r'name="Staging": 2 to 20 lower-case letters, .* for example name="staging"'),
        ({"region": "Frankfurt"}, r'region="Frankfurt": the code of an AWS region .*, for example region="eu-west-1"'),
        ({"account": "٠١٢٣٤٥٦٧٨٩٠١"}, r"an account id is 12 digits, for example"),
        ({"bake_minutes": -1}, r"bake_minutes=-1: 0 to 2130 minutes, since CodeBuild .*, for example"),
        ({"bake_minutes": 2131}, r"bake_minutes=2131: 0 to 2130 minutes"),
        ({"pause_minutes": -1}, r"pause_minutes=-1: 0 or more minutes, for example pause_minutes=60"),
        ({"pause_minutes": 60}, r"pause_minutes=60 of staging: only Amazon ECS waits .* leave it out"),
        ({"replace_data": "Orders"}, r"replace_data='Orders': logical ids .* for example replace_data=\(\"Orders"),
        ({"replace_data": ("a-b",)}, r"replace_data=\('a-b',\): logical ids"),
        ({"suites": ("No",)}, r"suites=\('No',\): folders of tests/, .* for example suites=\(\"integration\",\)"),
        ({"suites": ("support",)}, r"suites=\('support',\): folders of tests/, each with a file test_\*\.py in it"),
        ({"suites": "e2e"}, r"suites='e2e': folders of tests/"),
        ({"suites": ("e2e", "e2e")}, r"suites=\('e2e', 'e2e'\): each suite once, for example"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_it_is_refused_with_value_rule_and_example(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        environment(**values)


@pytest.mark.parametrize(
    "names", [("staging", "staging"), ("prod-eu", "prod--eu"), ("dev", "pipeline"), ("sandbox", "prod")]
)
def test_environments_that_could_be_taken_for_another_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match=r"each environment has a name of its own, .* for example"):
        require_different_names([environment(name=name) for name in names])


def test_environments_with_names_of_their_own_are_not() -> None:
    require_different_names([environment(name=name) for name in ("dev", "prod")])


ID, OTHER = "012345678901", "345678901234"


@pytest.mark.parametrize(
    ("ids", "first", "second"),
    [((ID, ID, ID), "dev", "staging"), ((ID, OTHER, ID), "dev", "prod"), (("", OTHER, OTHER), "staging", "prod")],
)
def test_an_account_of_two_environments_is_refused_where_each_has_its_own(
    ids: tuple[str, ...], first: str, second: str
) -> None:
    environments = [
        environment(name=name, account=id) for name, id in zip(("dev", "staging", "prod"), ids, strict=True)
    ]
    sentence = (
        f': {first} has this account, and .* {second} has one of its own, for example account=".*accounts=Accounts'
    )
    with pytest.raises(ConfigurationError, match=sentence):
        require_different_accounts(environments, Accounts.PER_ENVIRONMENT)
    require_different_accounts(environments, Accounts.ONE)


def test_accounts_that_differ_or_are_missing_are_taken() -> None:
    for ids in ((ID, OTHER), ("", ""), (ID, "")):
        environments = [environment(name=name, account=id) for name, id in zip(("dev", "prod"), ids, strict=True)]
        require_different_accounts(environments, Accounts.PER_ENVIRONMENT)


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_an_update_does_not_wait_longer_than_its_action_may(minutes: int) -> None:
    with pytest.raises(ConfigurationError, match=f"update_wait_minutes={minutes}: 0 to 1440 minutes, for example"):
        Pipeline(region="eu-west-1", update_wait_minutes=minutes)
