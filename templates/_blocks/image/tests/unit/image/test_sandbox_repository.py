"""A sandbox takes its image from the registry that the bootstrap made in its account."""

from dataclasses import replace

import pytest

from environments import SANDBOX
from project import QUALIFIER
from workload.environment import Network
from workload.image import __main__ as program
from workload.image import sandbox
from workload.image.repository import Repository


@pytest.mark.parametrize(
    ("region", "host"), [("eu-west-1", "eu-west-1.amazonaws.com"), ("cn-north-1", "cn-north-1.amazonaws.com.cn")]
)
def test_it_is_the_one_of_this_projects_bootstrap(
    region: str, host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sandbox.session, "account", lambda _: "111111111111")
    monkeypatch.setattr(sandbox, "SANDBOX", replace(SANDBOX, region=region, network=Network()))
    assert program.main(["sandbox-repository"]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed == f"111111111111.dkr.ecr.{host}/cdk-{QUALIFIER}-container-assets-111111111111-{region}"
    assert Repository.parse(printed, source="sandbox").account == "111111111111"
