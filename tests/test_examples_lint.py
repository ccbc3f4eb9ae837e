"""The code of every example is clean and formatted, by the settings that are rendered with it."""

import pytest
from rendering import examples, render
from tools import run


@pytest.mark.parametrize("check", [("check",), ("format", "--check")], ids=" ".join)
@pytest.mark.parametrize("name", examples())
def test_ruff_has_nothing_to_say(name: str, check: tuple[str, ...]) -> None:
    done = run(render(examples()[name]), "-m", "ruff", *check, "--no-cache")
    assert done.returncode == 0, done.stdout
