"""The infrastructure tests, which state what a repository promises of its templates, pass whatever one answers, and
whatever a team changes in its own files.
"""

import functools
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from each_choice import EACH_CHOICE, choices
from exports import SUPPORT, scratch
from infrastructure_tests import PROMISES
from rendering import examples, render_answers, stored_answers
from team_changes import CHANGES
from tools import run, workspace
from variants import ARCHITECTURES, VARIANTS, variant

pytestmark = pytest.mark.slow
# Of SAM, the strategies that no other example here has. Every synthesis of `test_examples_templates.py` has cdk-nag,
# which does not see what SAM makes.
NAG = "tests/infrastructure/test_workload_nag.py"
NAG_ONLY = ["github-sam-linear"]


def of_teams() -> list[tuple[str, str]]:
    """Each of these examples, and what a team has changed in it: of each variant the first has more, the next less.

    Without those that are not changed and have no choice of their own. make checks the defaults, in
    `rendered/test_rendered_repository.py`.
    """
    left: defaultdict[str, list[str]] = defaultdict(lambda: [*reversed(CHANGES)])
    changes = [(name, left[variant(examples()[name])]) for name in EACH_CHOICE]
    teams = [(name, waiting.pop() if waiting else "") for name, waiting in changes]
    answers = [stored_answers(render_answers(each)) for each in VARIANTS.values()]
    answers += [examples()[name] for name, change in teams if change]
    seen = set().union(*map(choices, answers))
    return [(name, change) for name, change in teams if change or choices(examples()[name]) - seen]


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
    chosen |= {str(workspace(name)): [NAG, *PROMISES] for name in NAG_ONLY}
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


def test_each_strategy_of_sam_is_judged_by_cdk_nag() -> None:
    names = [*(name for name, _ in OF_TEAMS), *NAG_ONLY]
    answers = [stored_answers(render_answers(VARIANTS["serverless-sam"])), *(examples()[name] for name in names)]
    judged = {each["delivery"] for each in answers if "sam" in each.values()}
    assert judged == {each["delivery"] for each in examples().values() if "sam" in each.values()}


@pytest.mark.parametrize("name", NAG_ONLY)
def test_no_finding_of_cdk_nag_is_open_in_the_workload(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure
