"""hadolint has nothing to say, and the image is hardly more than what it must hold."""

import subprocess
import sys
from pathlib import Path

import pytest
from images.buildah import Built
from images.size import dependencies, size

pytestmark = pytest.mark.slow

# See the benchmark `image`.
LIMIT = 1.3


def hadolint(dockerfile: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("hadolint"), dockerfile], capture_output=True, text=True, check=False
    )


def test_hadolint_has_nothing_to_say(repository: Path) -> None:
    assert hadolint(repository / "Dockerfile").stdout == ""


def test_hadolint_would_say_something(repository: Path, tmp_path: Path) -> None:
    text = (repository / "Dockerfile").read_text("utf-8")
    (tmp_path / "Dockerfile").write_text(text.replace("uv==", "uv>="), "utf-8")
    assert "DL3013" in hadolint(tmp_path / "Dockerfile").stdout


def test_it_is_hardly_more_than_its_base_and_its_dependencies(
    image: Built, base: Built, repository: Path, tmp_path: Path
) -> None:
    assert size(image.root) <= LIMIT * (size(base.root) + size(dependencies(repository, tmp_path)))
