"""`docs/layout.md` explains every rendered file, and says whose it is."""

import re

import pytest
from ownership import owner
from rendering import ROOT, render, rendered_files

LINE = re.compile(r"^\| `([^`]+)` \| (managed|seed-once|kept|extension) \| (\S.*\S) \|$", re.M)
INFRASTRUCTURES = ("cdk", "sam")


@pytest.fixture(scope="module")
def explained() -> dict[str, str]:
    """Class of each explained file, by path."""
    found = LINE.findall((ROOT / "docs" / "layout.md").read_text("utf-8"))
    assert len(found) == len({path for path, _, _ in found}), "a file is explained twice"
    return {path: owned for path, owned, _ in found}


def test_every_rendered_file_is_explained_and_no_other(explained: dict[str, str]) -> None:
    rendered = {
        path for infrastructure in INFRASTRUCTURES for path in rendered_files(render(infrastructure=infrastructure))
    }
    assert set(explained) == rendered


def test_each_file_belongs_to_whom_the_questions_say(explained: dict[str, str]) -> None:
    assert {path: owned for path, owned in explained.items() if owner(path) != owned} == {}
