"""What a user gets works on a machine that has Python, git and make, and with the versions that are tested here."""

import subprocess
import tomllib
from pathlib import Path

import pytest
from rendering import ROOT, copy
from tools import environment, with_mypy_cache


@pytest.mark.slow
@pytest.mark.parametrize("infrastructure", ["cdk", "sam"])
def test_a_user_gets_a_green_check_and_a_package_from_nothing_but_make(tmp_path: Path, infrastructure: str) -> None:
    repository = copy(tmp_path / "orders", {"infrastructure": infrastructure})
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    # A person who works with uv elsewhere may have pointed it at another environment.
    elsewhere = str(tmp_path / "another environment of this person")
    variables = environment(UV_PROJECT_ENVIRONMENT=elsewhere, VIRTUAL_ENV=elsewhere, **with_mypy_cache())
    for targets in (["check"], ["package", "sbom", "synth"]):
        done = subprocess.run(
            ["make", *targets], cwd=repository, capture_output=True, text=True, env=variables, check=False
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
    assert not Path(elsewhere).exists()


def test_this_repository_tests_with_the_versions_that_rendered_repositories_lock() -> None:
    rendered = tomllib.loads((ROOT / "templates/_shared/pyproject.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = {*rendered["project"]["dependencies"], *rendered["dependency-groups"]["dev"]}
    assert wanted <= {*ours["rendered"], *ours["dev"]}
