"""The code of every example is clean and formatted, by the settings that are rendered with it."""

import pytest
from exports import scratch
from rendering import examples
from tools import run, workspace


@pytest.mark.slow
@pytest.mark.parametrize("check", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_has_nothing_to_say(check: tuple[str, ...]) -> None:
    # One process for all. It reads the settings in the folder of each file.
    folders = [str(workspace(name)) for name in examples()]
    done = run(scratch(), "-m", "ruff", *check, "--no-cache", *folders)
    assert done.returncode == 0, done.stdout
