"""cfn-lint finds neither an error nor a warning in the final templates."""

from uuid import uuid4

import pytest

from tests.support import cfn_lint
from tests.support.cfn_lint import Linter
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment


@pytest.mark.parametrize("part", ["data", "service"])
@every_environment
def test_cfn_lint_finds_nothing(environment: Environment, part: str, linter: Linter) -> None:
    assert linter.findings(deployed(environment)[part], environment.region) == []


def test_what_cfn_lint_finds_is_found_again_until_it_is_mended(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    template = {"Resources": {str(uuid4()): {}}}
    monkeypatch.setattr(cfn_lint, "_findings", lambda *_: ["E3002 misspelt"])
    assert [linter.findings(template, "eu-west-1") for _ in range(2)] == [["E3002 misspelt"]] * 2
    monkeypatch.setattr(cfn_lint, "_findings", lambda *_: [])
    assert linter.findings(template, "eu-west-1") == []
