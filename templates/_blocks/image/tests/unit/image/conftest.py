"""What the tests of the image share: tools that only note their words, a registry, and an image in it."""

from pathlib import Path

import boto3
import pytest

from tests.support.image import DIGEST, ORDERS, Ecr, Engine
from workload.image import Image, engine
from workload.image.repository import Repository


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """No tool is installed until a test does so."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv(engine.CHOICE, raising=False)
    fake = Engine(folder)
    fake.answer()
    return fake


@pytest.fixture
def ecr(tools: Engine, monkeypatch: pytest.MonkeyPatch) -> Ecr:
    """The registry, empty."""
    fake = Ecr(tools)
    monkeypatch.setattr(boto3, "client", fake.client)
    return fake


@pytest.fixture
def image() -> Image:
    """An image that was pushed."""
    return Image(repository=Repository.parse(ORDERS, source="test"), digest=DIGEST, tag="1cfecc4d80a3-42")
