"""Command lines name an environment; a wrong name is answered with the right ones."""

import pytest

from environments import ENVIRONMENTS, SANDBOX
from pipeline.actions.environments_by_name import find
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed


def test_every_environment_is_found_by_its_name() -> None:
    assert [find(environment.name) for environment in ENVIRONMENTS] == list(ENVIRONMENTS)


def test_a_sandbox_of_a_developer_has_the_sizes_of_the_sandbox() -> None:
    sandbox = find("sandbox-mia")
    assert sandbox.name == "sandbox-mia"
    assert sandbox.delivery == SANDBOX.delivery


def test_an_unknown_name_is_answered_with_the_list() -> None:
    with pytest.raises(ActionFailed, match=f'No environment is called "live"; .* has {ENVIRONMENTS[0].name}'):
        find("live")


def test_a_sandbox_that_makes_no_valid_name_is_refused() -> None:
    with pytest.raises(ConfigurationError, match='name="sandbox-Mia"'):
        find("sandbox-Mia")
