"""cfn-lint finds neither an error nor a warning in the final templates."""

import copy

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.infrastructure.cfn_lint import findings
from tests.infrastructure.cloudformation import resources
from tests.infrastructure.workload_templates import deployed
from workload.environment import Environment


@pytest.mark.parametrize("part", ["data", "service"])
@pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX], ids=lambda e: e.name)
def test_cfn_lint_finds_nothing(environment: Environment, part: str) -> None:
    assert findings(deployed(environment)[part], environment.region) == []


def test_cfn_lint_finds_a_misspelt_property() -> None:
    broken = copy.deepcopy(deployed(SANDBOX)["data"])
    for key in resources(broken, "AWS::KMS::Key").values():
        key["Properties"]["EnableKeyRotatoin"] = True
    assert any("EnableKeyRotatoin" in finding for finding in findings(broken, SANDBOX.region))
