"""The infrastructure tests, which state what a repository promises of its templates, pass whatever one answers, and
whatever a team changes in its own files.
"""

import functools
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from each_choice import EACH_CHOICE
from exports import SUPPORT, scratch
from infrastructure_tests import PROMISES
from rendering import examples
from team_changes import CHANGES
from tools import run, workspace
from variants import ARCHITECTURES, VARIANTS, variant

pytestmark = pytest.mark.slow
NAG = {
    "cdk": "tests/infrastructure/test_workload_stage.py",
    "sam": "tests/infrastructure/test_workload_nag.py",
}
# Of serverless alone: that of containers takes long, and every synthesis of `test_examples_templates.py` has cdk-nag.
NAG_ONLY = [
    name for name, answers in examples().items() if answers["architecture"] == "serverless" and name not in EACH_CHOICE
]


def of_teams() -> list[tuple[str, str]]:
    """Each of these examples, and what a team has changed in it: of each variant the first has more, the next less."""
    left: defaultdict[str, list[str]] = defaultdict(lambda: [*reversed(CHANGES)])
    changes = [(name, left[variant(examples()[name])]) for name in EACH_CHOICE]
    return [(name, waiting.pop() if waiting else "") for name, waiting in changes]


OF_TEAMS = of_teams()


@functools.cache
def folder(name: str, change: str) -> Path:
    """That of the example, as a team has changed it; "" is not at all."""
    if not change:
        return workspace(name)
    repository = shutil.copytree(workspace(name), scratch() / "of-teams" / name)
    CHANGES[change](repository)
    return repository


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    """What pytest printed for each repository in which a test failed, by folder."""
    chosen = {str(folder(*each)): ["tests/infrastructure", *PROMISES] for each in OF_TEAMS}
    chosen |= {str(workspace(name)): [NAG[examples()[name]["infrastructure"]], *PROMISES] for name in NAG_ONLY}
    done = run(SUPPORT, "infrastructure_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_variant_has_a_team_with_more_and_every_architecture_one_with_less() -> None:
    assert {variant(examples()[name]) for name, change in OF_TEAMS if change == "more"} == set(VARIANTS)
    assert {examples()[name]["architecture"] for name, change in OF_TEAMS if change == "less"} == set(ARCHITECTURES)


@pytest.mark.parametrize(("name", "change"), OF_TEAMS, ids=map("-".join, OF_TEAMS))
def test_every_promise_is_kept(name: str, change: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(folder(name, change)))
    assert not failure, failure


@pytest.mark.parametrize("name", NAG_ONLY)
def test_no_finding_of_cdk_nag_is_open_in_the_workload(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure
