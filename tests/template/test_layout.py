"""`docs/layout.md` explains every rendered file, says whose it is, and in which repositories it is."""

import re

import pytest
from exports import ROOT
from ownership import owner
from rendering import render, rendered_files
from variants import VARIANTS, all_rendered_files

LINE = re.compile(r"^\| `([^`]+)` \| (managed|seed-once|kept|extension) \| ([^\s|][^|]*[^\s|]) \|$", re.M)
# The headings of the page, and the variants that have the files below each.
_SERVERLESS, _NETWORK = {"serverless-cdk", "serverless-sam"}, {"network-functions-packets", "network-functions-ports"}
IN = {
    "Every repository": set(VARIANTS),
    "Every repository but serverless": {"containers", "mainframe-modernization", *_NETWORK},
    "Every repository but serverless with SAM": set(VARIANTS) - {"serverless-sam"},
    "Every repository but network functions": {*_SERVERLESS, "containers", "mainframe-modernization"},
    "Serverless": _SERVERLESS,
    "Serverless with CDK": {"serverless-cdk"},
    "Serverless with SAM": {"serverless-sam"},
    "Containers": {"containers"},
    "Network functions": _NETWORK,
    "Mainframe modernization": {"mainframe-modernization"},
    "Serverless and containers": {*_SERVERLESS, "containers"},
    "Serverless and network functions": {*_SERVERLESS, *_NETWORK},
    "Serverless with CDK, containers and mainframe modernization": {
        "serverless-cdk",
        "containers",
        "mainframe-modernization",
    },
    "Containers and network functions": {"containers", *_NETWORK},
    "Containers and mainframe modernization": {"containers", "mainframe-modernization"},
    "Serverless and mainframe modernization": {*_SERVERLESS, "mainframe-modernization"},
    "Network functions and mainframe modernization": {"mainframe-modernization", *_NETWORK},
}


@pytest.fixture(scope="module")
def sections() -> dict[str, list[tuple[str, str]]]:
    """Path and class of each explained file, by the heading that it stands below."""
    _, *found = re.split(r"^## ", (ROOT / "docs" / "layout.md").read_text("utf-8"), flags=re.M)
    split = (section.partition("\n") for section in found)
    return {heading: [(path, owned) for path, owned, _ in LINE.findall(text)] for heading, _, text in split}


def test_every_rendered_file_is_explained_once_below_the_variants_that_have_it(
    sections: dict[str, list[tuple[str, str]]],
) -> None:
    assert list(sections) == list(IN)
    rendered = {variant: set(rendered_files(render(answers))) for variant, answers in VARIANTS.items()}
    rendered = {variant: {_line_of(path, sections) for path in paths} for variant, paths in rendered.items()}
    for heading, variants in IN.items():
        explained = [path for path, _ in sections[heading]]
        elsewhere = set().union(*(files for variant, files in rendered.items() if variant not in variants))
        everywhere = set.intersection(*(rendered[variant] for variant in variants))
        assert explained == sorted(everywhere - elsewhere), heading
    lines = {path for lines in sections.values() for path, _ in lines}
    assert lines == {_line_of(path, sections) for path in all_rendered_files()}


def _line_of(path: str, sections: dict[str, list[tuple[str, str]]]) -> str:
    """The path itself, or `folder/**` where one line explains a folder of which nobody edits a file."""
    folders = (line for lines in sections.values() for line, _ in lines if line.endswith("/**"))
    return next((line for line in folders if path.startswith(line.removesuffix("**"))), path)


def test_each_file_belongs_to_whom_the_questions_say(sections: dict[str, list[tuple[str, str]]]) -> None:
    explained = {path: owned for lines in sections.values() for path, owned in lines}
    whose = {path: explained[_line_of(path, sections)] for path in all_rendered_files()}
    assert {path: owned for path, owned in whose.items() if owner(path) != owned} == {}


def test_no_line_of_a_table_is_left_out(sections: dict[str, list[tuple[str, str]]]) -> None:
    lines = re.findall(r"^\| `", (ROOT / "docs" / "layout.md").read_text("utf-8"), flags=re.M)
    assert len(lines) == sum(map(len, sections.values()))
