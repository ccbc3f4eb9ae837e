"""What cdk-nag finds in the workload is accepted only with a reason, a few times."""

import aws_cdk as cdk
import pytest

from environments import SANDBOX
from security.nag import accepted
from settings.configuration import ConfigurationError
from tests.support.synthesis import synthesised, synthesised_stage
from workload.stage import WorkloadStage


def test_the_workload_leaves_room_for_findings_of_the_team() -> None:
    data, service = sorted(accepted(synthesised_stage(synthesised(), SANDBOX)).values(), key=len)
    assert len(service) == 4  # of the ten in test_accepted_findings.py
    assert not data


def test_a_missing_package_is_named_with_the_command_that_builds_it() -> None:
    app = cdk.App(context={"package": "no/such/folder"})
    with pytest.raises(ConfigurationError, match="make package"):
        WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
