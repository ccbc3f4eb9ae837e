"""Builds the C programs once for all tests of this folder."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tunnel.driver import Driver

HERE = Path(__file__).parent
TUNNEL = HERE.parents[1] / "workload" / "service" / "tunnel"


def _make(folder: Path, out: Path, *targets: str) -> None:
    for tool in ("cc", "make"):
        if shutil.which(tool) is None:
            pytest.fail(f"The tests of the tunnel need {tool}: install build-essential (Debian) or its like.", False)
    command = ["make", "--silent", "-C", str(folder), f"OUT={out}/", *targets]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.fail(f"The tunnel does not compile:\n{done.stdout}{done.stderr}", False)


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `driver` and `threads`, built with sanitizers."""
    out = tmp_path_factory.mktemp("tunnel")
    _make(HERE, out, "programs")
    return out


@pytest.fixture(scope="session")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as the image has it."""
    out = tmp_path_factory.mktemp("tunnel")
    _make(TUNNEL, out, "geneve-tunnel")
    return out / "geneve-tunnel"


@pytest.fixture
def driver(programs: Path) -> Iterator[Driver]:
    """A handler without flows; a finding of the sanitizers fails the test that caused it."""
    made = Driver(programs / "driver")
    yield made
    made.close()
