"""Whatever the team answered: every shape, entry and function that go together can be deployed."""

from dataclasses import replace

import pytest

from security.nag import accepted
from tests.support.choices import CANARY, CNF_FILTER, EVERY_CHOICE, VNF_FILTER, VNF_SOURCE_NAT
from tests.support.cloudformation import waiting_in_a_circle
from tests.support.synthesis import every_environment, synthesised, synthesised_stage
from tests.support.workload_templates import deployed
from workload.environment import Environment

# With the packet proof and all that belongs to it.
TESTED = tuple(
    replace(each, name=f"{each.name}-tested"[:20], suites=("e2e",))
    for each in (VNF_FILTER, VNF_SOURCE_NAT, CNF_FILTER, CANARY)
)
every_choice = pytest.mark.parametrize("environment", [*EVERY_CHOICE, *TESTED], ids=lambda each: each.name)


@every_choice
def test_no_finding_of_cdk_nag_is_open(environment: Environment) -> None:
    # Raises for the first one.
    assert set(deployed(environment)) == {"data", "service"}


@every_choice
def test_cloudformation_can_make_everything_one_after_the_other(environment: Environment) -> None:
    for part, template in deployed(environment).items():
        assert not waiting_in_a_circle(template), part


@every_environment
def test_a_team_can_accept_a_finding_of_its_own(environment: Environment) -> None:
    for stack, findings in accepted(synthesised_stage(synthesised(), environment)).items():
        reasons = {finding.partition(": ")[2] for finding in findings}
        # Of the ten that tests/infrastructure/test_accepted_findings.py allows.
        assert len(reasons) <= 9, f"{stack} has {len(reasons)}: share one of workload/service/reasons.py"
