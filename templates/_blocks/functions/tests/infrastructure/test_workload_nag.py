"""What the workload needs before it can be synthesised."""

import aws_cdk as cdk
import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError
from workload.stage import WorkloadStage


def test_a_missing_package_is_named_with_the_command_that_builds_it() -> None:
    app = cdk.App(context={"package": "no/such/folder"})
    with pytest.raises(ConfigurationError, match="make package"):
        WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
