"""The parallel run works in a deployed environment, before anybody approves a release: `make parallel_run`."""

from pathlib import Path

import pytest

from tests.support.deployed import deployed
from tests.support.deployed_jobs import deployed_jobs
from tests.support.parallel_run import ParallelRun, parallel_run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> ParallelRun:
    """The job ran once, for all tests."""
    scratch: Path = tmp_path_factory.mktemp("sample")
    return parallel_run(deployed_jobs(deployed().outputs), scratch)
