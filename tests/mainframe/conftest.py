"""Mainframe modernization, as it stands in a repository of its own."""

import shutil
from pathlib import Path

import pytest
from exports import scratch
from images.machine import install
from mainframe_repository import copied, python


@pytest.fixture(scope="session")
def tools() -> None:
    """The compiler. Its package brings the run time, the headers and the C compiler that it calls."""
    install(cobc="gnucobol3")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Nothing in it is compiled. Read it, do not change it."""
    return copied(scratch() / "mainframe")


@pytest.fixture(scope="session")
def compiled(repository: Path, tools: None) -> Path:
    """Another one, whose programs are compiled. Gates write their reports there; nothing else in it changes."""
    folder = shutil.copytree(repository, scratch() / "mainframe-compiled")
    done = python(folder, "-m", "workload.cobol", "build")
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def spoilt(compiled: Path, tmp_path: Path) -> Path:
    """A copy of the compiled one to plant a fault in."""
    return shutil.copytree(compiled, tmp_path / "repository", ignore=shutil.ignore_patterns("reports"))
