"""A missing or malformed account is named with the line to edit, before anything is touched."""

import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from environments import ENVIRONMENTS, SANDBOX
from pipeline.actions import bootstrap, deploy, require_accounts
from settings.configuration import ConfigurationError

FIRST = ENVIRONMENTS[0].name
# Whatever else an environment of this workload has, it has from the sandbox.
TEXT = """\
from dataclasses import replace

from environments import SANDBOX
from settings.pipeline import Accounts, Pipeline

PIPELINE = Pipeline(region="eu-west-1", accounts=Accounts("{accounts}"))
ENVIRONMENTS = (
    replace(
        SANDBOX,
        name="dev",
        account="{dev}",
    ),
    replace(  # no account at all
        SANDBOX,
        name="staging",
    ),
    replace(
        SANDBOX,
        name="prod",
        account="345678901234",
    ),
)
"""

Configure = Callable[..., None]


def line_of(words: str) -> int:
    return next(number for number, line in enumerate(TEXT.splitlines(), start=1) if words in line)


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Makes an environments.py the one that counts: configure(accounts=…, dev=…)."""

    def configure(*, accounts: str = "per-environment", dev: str = "") -> None:
        file = tmp_path / "environments.py"
        file.write_text(TEXT.format(accounts=accounts, dev=dev), encoding="utf-8")
        values = runpy.run_path(str(file))
        for name in ("ENVIRONMENTS", "PIPELINE"):
            monkeypatch.setattr(require_accounts, name, values[name])

    return configure


def test_an_empty_account_is_named_with_its_line(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    assert require_accounts.main() == 1
    [sentence] = capsys.readouterr().err.splitlines()
    assert sentence.startswith(f'environments.py:{line_of("account=")}: account="": dev has no account yet')


def test_an_account_that_is_not_written_at_all_is_named_by_its_environment(
    configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(dev="012345678901")
    assert require_accounts.main() == 1
    sentence = capsys.readouterr().err
    assert sentence.startswith(f'environments.py:{line_of("no account at all")}: account="": staging has no account')


def test_a_malformed_account_is_named_with_its_line(configure: Configure) -> None:
    with pytest.raises(ConfigurationError) as refused:
        configure(dev="12345")
    assert str(refused.value).startswith(f'environments.py:{line_of("account=")}: account="12345": an account id is')


def test_empty_accounts_are_the_account_of_the_pipeline_when_one_was_chosen(configure: Configure) -> None:
    configure(accounts="one")
    assert require_accounts.main() == 0


def test_a_sandbox_needs_no_account_of_an_environment(configure: Configure) -> None:
    configure()
    require_accounts.require_accounts(SANDBOX.name)
    require_accounts.require_accounts(f"{SANDBOX.name}-ada")


@pytest.mark.parametrize("arguments", [[FIRST], ["pipeline"], [FIRST, "--trust", "000000000001"]], ids=" ".join)
def test_nothing_is_bootstrapped_while_an_account_is_missing(
    arguments: list[str],
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure()
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: pytest.fail("the CDK was called"))
    assert bootstrap.main(arguments) == 1
    assert "dev has no account yet" in capsys.readouterr().err


def test_nothing_is_deployed_while_an_account_is_missing(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure()
    monkeypatch.setattr(deploy, "deploy_session", lambda _environment: pytest.fail("AWS was asked"))
    assert deploy.main([FIRST, "data", "service"]) == 1
    assert "dev has no account yet" in capsys.readouterr().err
