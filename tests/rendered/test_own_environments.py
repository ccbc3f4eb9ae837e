"""A team has other environments than those that were rendered, and its tests stay green."""

import json
import re
import shutil

import pytest
from exports import SUPPORT, scratch
from infrastructure_tests import PROMISES
from rendering import render
from tools import run

pytestmark = pytest.mark.slow
ENVIRONMENT = re.compile(r"    Environment\(\n.*?\n    \),\n", re.DOTALL)


def fewest(text: str) -> str:
    """Only dev and prod, and nobody approves."""
    staging = ENVIRONMENT.findall(text)[1]
    # A window, where there is one, opens between the approval and the deployment.
    text = re.sub(r"^ *window=DeploymentWindow.*\n", "", text, flags=re.MULTILINE)
    return text.replace(staging, "").replace("approval=True", "approval=False")


def most(text: str) -> str:
    """One more, and a person before both."""
    staging = ENVIRONMENT.findall(text)[1].replace('"staging",', '"staging",\n        approval=True,')
    return text.replace(ENVIRONMENT.findall(text)[1], staging + staging.replace('"staging"', '"load"'))


@pytest.mark.parametrize("architecture", ["serverless", "containers", "mainframe-modernization"])
def test_no_test_of_the_repository_minds_how_many_environments_there_are(architecture: str) -> None:
    repositories = []
    for change in (fewest, most):
        repository = shutil.copytree(render(architecture=architecture), scratch() / f"{architecture}-{change.__name__}")
        file = repository / "environments.py"
        before = file.read_text("utf-8")
        file.write_text(change(before), "utf-8")
        assert len(ENVIRONMENT.findall(file.read_text("utf-8"))) == len(ENVIRONMENT.findall(before)) + (
            1 if change is most else -1
        )
        repositories.append(str(repository))
    tests = json.dumps({repository: ["tests/infrastructure", *PROMISES] for repository in repositories})
    done = run(SUPPORT, "infrastructure_tests.py", stdin=tests)
    assert done.returncode == 0, done.stdout[-6000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {}
