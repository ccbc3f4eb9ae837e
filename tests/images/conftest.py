"""The image of the default containers repository, built once, and copies of the repository to spoil."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from exports import large_scratch
from images.buildah import Buildah, Built
from images.bundle import HOST, Bundle, published
from images.postgres import postgres
from rendering import render

Change = Callable[[Path], None]


@pytest.fixture(scope="session")
def repository() -> Path:
    """As Copier renders it. Do not change it."""
    return render(architecture="containers")


@pytest.fixture(scope="session")
def bundle() -> Iterator[Bundle]:
    """The certificates of RDS that a build fetches, with an authority of these tests."""
    with published() as made:
        yield made


@pytest.fixture(scope="session")
def buildah(repository: Path, bundle: Bundle) -> Iterator[Buildah]:
    """An engine that knows the base image."""
    dockerfile = (repository / "Dockerfile").read_text("utf-8")
    made = Buildah(large_scratch() / "buildah", dockerfile, bundle.arguments)
    yield made
    made.close()


@pytest.fixture(scope="session")
def image(buildah: Buildah, repository: Path) -> Built:
    """The image of the service, from the Dockerfile as it is."""
    buildah.build(repository, "orders")
    return buildah.built("orders")


@pytest.fixture(scope="session")
def base(buildah: Buildah) -> Built:
    """What the Dockerfile starts from."""
    return buildah.built(buildah.base)


@pytest.fixture(scope="session")
def database(bundle: Bundle) -> Iterator[dict[str, str]]:
    """The variables of a container that works on an empty database. With TLS the server is that of `HOST`."""
    with postgres(bundle.authority.server(HOST)) as variables:
        yield variables


@pytest.fixture
def spoilt(buildah: Buildah, repository: Path, tmp_path: Path) -> Callable[[str, str], Built]:
    """Builds the image with a part of its Dockerfile replaced."""

    def build(part: str, replacement: str) -> Built:
        copy = shutil.copytree(repository, tmp_path / "repository")
        text = (copy / "Dockerfile").read_text("utf-8")
        assert part in text
        (copy / "Dockerfile").write_text(text.replace(part, replacement), "utf-8")
        buildah.build(copy, "spoilt")
        return buildah.built("spoilt")

    return build
