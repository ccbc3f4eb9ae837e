"""cfn-lint finds neither an error nor a warning in the final templates."""

import pytest

from tests.infrastructure.cfn_lint import Linter
from tests.infrastructure.synthesis import every_environment
from tests.infrastructure.workload_templates import deployed
from workload.environment import Environment


@pytest.mark.parametrize("part", ["data", "service"])
@every_environment
def test_cfn_lint_finds_nothing(environment: Environment, part: str, linter: Linter) -> None:
    assert linter.findings(deployed(environment)[part], environment.region) == []


def test_cfn_lint_finds_a_misspelt_property_each_time(linter: Linter) -> None:
    misspelt = {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyIdd": "alias/aws/sqs"}}
    for _ in range(2):
        assert any(
            "KmsMasterKeyIdd" in each for each in linter.findings({"Resources": {"Queue": misspelt}}, "eu-west-1")
        )
