"""A value of an environment that could not work is refused in one sentence with value, rule and example."""

from typing import Any

import pytest

from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment, require_different_names


def environment(**values: Any) -> DeploymentEnvironment:
    return DeploymentEnvironment(
        **{"name": "staging", "region": "eu-west-1", "delivery": Delivery.all_at_once(), **values}
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "Staging"}, r'name="Staging": 2 to 20 lower-case letters, .* for example name="staging"'),
        ({"region": "Frankfurt"}, r'region="Frankfurt": a region, for example region="eu-west-1"'),
        ({"bake_minutes": -1}, r"bake_minutes=-1: 0 or more minutes, for example"),
        ({"suites": ("load",)}, r"suites=\('load',\): folders of tests/, .* for example suites=\(\"integration\",\)"),
        ({"suites": "e2e"}, r"suites='e2e': folders of tests/"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_it_is_refused_with_value_rule_and_example(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        environment(**values)


@pytest.mark.parametrize("names", [("staging", "staging"), ("dev", "pipeline"), ("sandbox", "prod")])
def test_environments_that_could_be_taken_for_another_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match=r"each environment has a name of its own, .* for example"):
        require_different_names([environment(name=name) for name in names])


def test_environments_with_names_of_their_own_are_not() -> None:
    require_different_names([environment(name=name) for name in ("dev", "prod")])
