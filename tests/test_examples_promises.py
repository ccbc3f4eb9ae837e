"""The infrastructure tests, which state what a repository promises of its templates, pass whatever one answers."""

import json
from pathlib import Path

import pytest
from questionnaire import choices
from rendering import examples
from tools import run, workspace

pytestmark = pytest.mark.slow
AXES = ("infrastructure", "source", "delivery", "trigger", "accounts")


def one_of_each() -> list[str]:
    """A few examples in which each choice occurs. All examples, which have each pair of choices, take minutes."""
    missing = {(axis, choice) for axis in AXES for choice in choices(axis)}
    has = {name: {(axis, answers[axis]) for axis in AXES} for name, answers in examples().items()}
    found: list[str] = []
    while missing:
        found.append(max(has, key=lambda name: len(has[name] & missing)))
        missing -= has[found[-1]]
    return found


FULLY = one_of_each()


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    """What pytest printed for each example in which a test failed, by folder."""
    suites = {True: "tests/infrastructure", False: "tests/infrastructure/test_workload_nag.py"}
    chosen = {str(workspace(name)): suites[name in FULLY] for name in examples()}
    done = run(Path(__file__).parent, "infrastructure_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", FULLY)
def test_every_promise_is_kept(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure


@pytest.mark.parametrize("name", [name for name in examples() if name not in FULLY])
def test_no_finding_of_cdk_nag_is_open_in_the_workload(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure
