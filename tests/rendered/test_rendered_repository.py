"""What a user gets works on a machine that has Python, git and make, and with the versions that are tested here."""

import subprocess
import tomllib
from pathlib import Path

import pytest
from exports import scratch
from packaging.requirements import Requirement
from rendering import ROOT, copy, render, render_answers
from tools import environment, run, share_what_is_compiled, with_mypy_cache
from variants import VARIANTS, each_architecture, each_variant

# The variant whose check does everything, with nothing that this repository has.
FROM_NOTHING = "serverless-cdk"


@pytest.mark.slow
@each_variant
def test_a_user_gets_a_green_check_and_a_package_from_nothing_but_make(tmp_path: Path, variant: str) -> None:
    # Not in pytest's folder, which every pytest that starts closes for other users: PostgreSQL in the environment of
    # this repository is another one when root runs the tests.
    repository = copy(scratch() / f"{variant}-by-make" / "orders", VARIANTS[variant])
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    # A person who works with uv elsewhere may have pointed it at another environment.
    elsewhere = str(tmp_path / "another environment of this person")
    cache = with_mypy_cache(of="make")
    variables = environment(UV_PROJECT_ENVIRONMENT=elsewhere, VIRTUAL_ENV=elsewhere, **cache)
    # That a check installs is in a file that all variants share. To compile the same packages takes half of the time.
    first = [] if variant == FROM_NOTHING else [["install"]]
    for targets in (*first, ["check"], ["package", "sbom", "synth"]):
        done = subprocess.run(
            ["make", *targets], cwd=repository, capture_output=True, text=True, env=variables, check=False
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
        if targets == ["install"]:
            share_what_is_compiled(repository)
    assert not Path(elsewhere).exists()


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
