"""The pages in docs/approval/ are what an approver reads."""

import json
from pathlib import Path

import pytest
from exports import SUPPORT
from rendering import ROOT, render
from tools import run

PAGES = ROOT / "docs" / "approval"


@pytest.fixture(scope="module")
def summaries() -> dict[str, str]:
    done = run(render(), str(SUPPORT / "review_summaries.py"))
    assert done.returncode == 0, done.stdout
    read: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return read


def test_the_pages_are_what_an_approver_reads(summaries: dict[str, str]) -> None:
    assert {file.stem: file.read_text("utf-8") for file in PAGES.glob("*.md")} == summaries


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("harmless-change", "- none"),
        ("wider-role", "Allow dynamodb:* on"),
        ("wider-role", "tcp 443 from 0.0.0.0/0"),
        ("replaced-table", "because of KeySchema; the old one stays behind"),
    ],
)
def test_each_says_what_an_approver_has_to_know(summaries: dict[str, str], name: str, told: str) -> None:
    assert told in summaries[name]
    assert (PAGES / Path(f"{name}.md")).is_file()
