"""The infrastructure tests, which state what a repository promises of its templates, pass whatever one answers."""

import json

import pytest
from exports import SUPPORT
from infrastructure_tests import PROMISES
from rendering import examples
from tools import run, workspace
from variants import ARCHITECTURES

pytestmark = pytest.mark.slow
# The questions that shape the templates of each architecture, and what its tests promise of them.
AXES = {
    "serverless": ("infrastructure", "source", "delivery", "trigger", "accounts"),
    "containers": ("compute", "deployed_by", "delivery", "egress", "zones"),
    "network-functions": ("shape", "entry", "function", "delivery", "zones"),
    "mainframe-modernization": ("store", "deployed_by", "delivery", "compute", "egress", "zones"),
}
# Staging shifts by a canary whatever one answers for production.
IN_EVERY_EXAMPLE = {(each, "delivery", "canary") for each in ("containers", "mainframe-modernization")}


def fewest(architecture: str) -> list[str]:
    """A few examples of it in which each choice occurs. All examples, which have each pair of choices, take minutes."""
    has = {
        name: {(architecture, axis, answers[axis]) for axis in AXES[architecture]}
        for name, answers in examples().items()
        if answers["architecture"] == architecture
    }
    # Each choice that there is: `questions/test_examples.py`.
    missing = set().union(*has.values()) - IN_EVERY_EXAMPLE
    found: list[str] = []
    while missing:
        found.append(max(has, key=lambda name: len(has[name] & missing)))
        missing -= has[found[-1]]
    return found


FULLY = [name for architecture in ARCHITECTURES for name in fewest(architecture)]
NAG = {
    "cdk": "tests/infrastructure/test_workload_stage.py",
    "sam": "tests/infrastructure/test_workload_nag.py",
}
# Of serverless alone: that of containers takes long, and every synthesis of `test_examples_templates.py` has cdk-nag.
NAG_ONLY = [
    name for name, answers in examples().items() if answers["architecture"] == "serverless" and name not in FULLY
]


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    """What pytest printed for each example in which a test failed, by folder."""
    chosen = {str(workspace(name)): ["tests/infrastructure", *PROMISES] for name in FULLY}
    chosen |= {str(workspace(name)): [NAG[examples()[name]["infrastructure"]], *PROMISES] for name in NAG_ONLY}
    done = run(SUPPORT, "infrastructure_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", FULLY)
def test_every_promise_is_kept(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure


@pytest.mark.parametrize("name", NAG_ONLY)
def test_no_finding_of_cdk_nag_is_open_in_the_workload(name: str, failures: dict[str, str]) -> None:
    failure = failures.get(str(workspace(name)))
    assert not failure, failure
