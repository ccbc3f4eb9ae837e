"""Only what `.dockerignore` lets in reaches the engine that builds."""

import shutil
from pathlib import Path

import pytest
from images.buildah import Buildah

pytestmark = pytest.mark.slow

# What lies around in a repository that people work in.
INTRUDERS = (
    ".env",
    ".git/config",
    ".venv/bin/python",
    "node_modules/aws-cdk/bin/cdk",
    "dist/image.json",
    "workload/service/notes.txt",
    "workload/service/runtime/.env",
    "workload/service/runtime/orders/__pycache__/api.cpython-311.pyc",
    "workload/service/runtime/orders/migrations/__pycache__/env.cpython-311.pyc",
)
BESIDE = ("pyproject.toml", "uv.lock", "workload/database_certificates.py")


@pytest.fixture
def used(repository: Path, tmp_path: Path) -> Path:
    """A repository that somebody works in."""
    copy = shutil.copytree(repository, tmp_path / "repository")
    for path in INTRUDERS:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text("not for the image", "utf-8")
    return copy


def test_the_service_and_its_lock_are_all_that_is_sent(buildah: Buildah, used: Path, tmp_path: Path) -> None:
    source = used / "workload/service/runtime"
    service = {path.relative_to(used).as_posix() for path in source.rglob("*") if path.is_file()} - {*INTRUDERS}
    assert len(service) > 5
    assert buildah.context(used, tmp_path) == {*BESIDE} | service


def test_without_the_list_the_test_of_it_would_fail(buildah: Buildah, used: Path, tmp_path: Path) -> None:
    (used / ".dockerignore").unlink()
    assert {*INTRUDERS} <= buildah.context(used, tmp_path)
