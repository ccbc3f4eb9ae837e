"""`make traffic-container` is the same suite on a machine that lacks everything but docker, as in CodeBuild."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.image import Engine
from tests.traffic.requirements import PROGRAMS

PROJECT = Path(__file__).parents[3]
CODEBUILD = {"CODEBUILD_BUILD_ID": "traffic:1", "AWS_REGION": "eu-west-1", "UV_CACHE_DIR": "/var/cache/uv"}
MAKE = shutil.which("make") or "make"


@pytest.fixture
def tools(tmp_path: Path) -> Engine:
    """The only folder on PATH, empty."""
    (tmp_path / "bin").mkdir()
    fake = Engine(tmp_path / "bin")
    fake.answer()
    return fake


def traffic(tools: Engine, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [MAKE, "--no-print-directory", "traffic-container"],
        cwd=PROJECT,
        env={"PATH": str(tools.folder), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def words(tools: Engine) -> list[list[str]]:
    return [call.words for call in tools.calls]


def test_the_container_has_root_the_repository_and_an_installation_of_its_own(tools: Engine) -> None:
    tools.install("docker")
    done = traffic(tools)
    assert done.returncode == 0, done.stderr
    build, run = words(tools)
    assert build[:2] == ["docker", "build"]
    assert run[:2] == ["docker", "run"]
    assert {"--rm", "--privileged"} <= set(run)
    assert tools.calls[1].values("--volume") == [
        f"{PROJECT}:/repository",
        "/repository/.venv",
        "/repository/node_modules",
    ]
    assert run[-1].startswith("make --keep-going tunnel traffic; ")
    assert build[build.index("--tag") + 1] == run[run.index("sh") - 1]


def test_a_red_suite_is_a_red_target(tools: Engine) -> None:
    tools.install("docker")
    tools.answer(fails="run", code=2)
    assert traffic(tools).returncode != 0


def test_in_codebuild_it_signs_in_to_the_public_gallery_and_keeps_what_it_downloads(tools: Engine) -> None:
    tools.install("docker", "aws")
    assert traffic(tools, **CODEBUILD).returncode == 0
    assert sorted(call[:2] for call in words(tools)[:2]) == [["aws", "ecr-public"], ["docker", "login"]]
    assert "/var/cache/uv:/var/cache/uv" in tools.calls[-1].values("--volume")
    assert tools.calls[-1].values("--env") == ["UV_CACHE_DIR"]


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_where_there_is_no_public_gallery_it_does_not_sign_in(tools: Engine, region: str) -> None:
    tools.install("docker")
    assert traffic(tools, **{**CODEBUILD, "AWS_REGION": region}).returncode == 0
    assert [call[1] for call in words(tools)] == ["build", "run"]


def test_another_engine_can_be_chosen_and_a_missing_one_is_a_sentence(tools: Engine) -> None:
    tools.install("podman")
    done = traffic(tools)
    assert done.returncode != 0
    assert "docker is not installed here; install it, or name another one: make CONTAINER_TOOL=podman" in done.stderr
    assert traffic(tools, CONTAINER_TOOL="podman").returncode == 0
    assert {call[0] for call in words(tools)} == {"podman"}


def test_the_container_has_what_the_suite_asks_for() -> None:
    dockerfile = (PROJECT / "tests" / "traffic" / "Dockerfile").read_text("utf-8")
    installed = re.findall(r"^        ([a-z0-9-]+) \\$", dockerfile, re.MULTILINE)
    assert set(installed) == {package for packages in PROGRAMS.values() for package in packages.split()}
    assert os.linesep.join(installed) == os.linesep.join(sorted(installed))
