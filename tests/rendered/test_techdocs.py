"""The pages of a rendered repository build as in TechDocs of Backstage, and a link that leads nowhere is found."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from architecture_picture import drawn, wrong
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from npm_packages import NODE, installed
from rendering import render
from tools import environment, run
from variants import VARIANTS, each_variant

# A paragraph with a line that begins like an item: a list for GitHub, and not for TechDocs.
LOST_ITEM = re.compile(r"<p>(?:(?!</p>).)*^\s*((?:\d+\.|[-*]) [^\n<]*)", re.MULTILINE | re.DOTALL)
CHECK = Path("tests/unit/test_pages.py")
NOWHERE = [
    "[a page](gone.md)",
    "[an entry](runbook.md#gone)",
    "[a file of the repository](../README.md)",
    "![a picture](gone.svg)",
]


def built(repository: Path, site: Path) -> Path:
    """`mkdocs build --strict` in this process. Raises Abort when a link leads nowhere."""
    build(load_config(str(repository / "mkdocs.yml"), site_dir=str(site), strict=True))
    return site


def pages(site: Path) -> dict[str, str]:
    """The text of each page, by its address."""
    found = {file: file.read_text("utf-8").partition("<article")[2] for file in site.rglob("index.html")}
    return {file.relative_to(site).parent.as_posix(): text.partition("</article>")[0] for file, text in found.items()}


def own(variant: str, folder: Path) -> Path:
    """What TechDocs reads of a repository, to write in."""
    repository = render(VARIANTS[variant])
    shutil.copytree(repository / "docs", folder / "docs")
    shutil.copy(repository / "mkdocs.yml", folder)
    return folder


@each_variant
def test_the_pages_build_and_lists_are_lists(variant: str, tmp_path: Path) -> None:
    there = pages(built(render(VARIANTS[variant]), tmp_path))
    wanted = {".", "architecture", "decisions/0001-answers-of-the-template", "runbook", "way-out"}
    assert there.keys() == wanted | ({"cobol"} if variant == "mainframe-modernization" else set())
    assert "architecture.svg" in there["architecture"]
    assert {page: item[1] for page, text in there.items() if (item := LOST_ITEM.search(text))} == {}


def test_a_list_that_techdocs_would_not_show_is_found(tmp_path: Path) -> None:
    page = own("serverless-cdk", tmp_path) / "docs" / "architecture.md"
    page.write_text("# A\n\n1. One.\n\n   More.\n2. Two.\n", "utf-8")
    item = LOST_ITEM.search(pages(built(tmp_path, tmp_path / "site"))["architecture"])
    assert item
    assert item[1] == "2. Two."


@pytest.mark.parametrize("link", NOWHERE)
def test_a_link_that_leads_nowhere_is_found(link: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    page = own("serverless-cdk", tmp_path) / "docs" / "architecture.md"
    page.write_text(f"{page.read_text('utf-8')}\n{link}\n", "utf-8")
    with caplog.at_level(logging.WARNING), pytest.raises(Abort):
        built(tmp_path, tmp_path / "site")
    assert link.partition("(")[2][:-1] in caplog.text


@pytest.mark.slow  # installs the command of TechDocs
def test_the_command_of_techdocs_builds_the_pages(tmp_path: Path) -> None:
    tool = installed("techdocs") / "node_modules" / "@techdocs" / "cli" / "bin" / "techdocs-cli"
    site = tmp_path / "site"
    command = [NODE, tool, "generate", "--no-docker", "--source-dir", own("serverless-cdk", tmp_path)]
    # It calls mkdocs by its name.
    path = os.pathsep.join([str(Path(sys.executable).parent), str(NODE.parent), os.environ["PATH"]])
    done = subprocess.run(
        [*command, "--output-dir", site], env=environment(PATH=path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    metadata = json.loads((site / "techdocs_metadata.json").read_text("utf-8"))
    assert metadata["site_name"] == "orders"
    assert {"index.html", "architecture.svg", "runbook/index.html"} <= {*metadata["files"]}
    assert "Removed" not in done.stdout + done.stderr, "TechDocs leaves out a setting of mkdocs.yml"


@pytest.mark.slow  # fetches mkdocs, as a team does
def test_the_command_on_the_first_page_finds_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    repository = own("serverless-cdk", tmp_path)
    page = repository / "docs" / "index.md"
    (command,) = re.findall(r"^    \.venv/bin/(uv tool run .*)$", page.read_text("utf-8"), re.MULTILINE)
    for package in ("mkdocs", "mkdocs-techdocs-core"):
        assert f"{package}=={version(package)} " in command
    assert run(repository, "-m", *command.split()).returncode == 0
    page.write_text(f"{page.read_text('utf-8')}\n{NOWHERE[0]}\n", "utf-8")
    done = run(repository, "-m", *command.split())
    assert done.returncode == 1
    assert "gone.md" in done.stdout


def test_a_picture_of_something_else_than_the_stacks_is_found() -> None:
    picture = render() / "docs" / "architecture.svg"
    shown = drawn(picture)
    assert wrong(picture, shown) == []
    assert wrong(picture, shown - {"AWS::DynamoDB::Table"} | {"AWS::RDS::DBInstance"}) == [
        "AWS::DynamoDB::Table is drawn, and no stack has one",
        "AWS::RDS::DBInstance is deployed, and no box shows it",
    ]


def checked(repository: Path) -> str:
    """What the repository's own test of its pages says; empty when it has nothing to say."""
    done = run(repository, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(CHECK))
    return done.stdout if done.returncode else ""


def test_a_repository_checks_its_own_pages_and_picture(tmp_path: Path) -> None:
    repository = shutil.copytree(render(), tmp_path / "orders")
    assert checked(repository) == ""
    page, settings = repository / "docs" / "architecture.md", repository / "mkdocs.yml"
    page.write_text(
        page.read_text("utf-8").replace("  users --> api\n", '  users --> api\n  queue["A queue"]\n'), "utf-8"
    )
    settings.write_text(settings.read_text("utf-8").replace("techdocs-core", "search"), "utf-8")
    said = checked(repository)
    assert "docs/architecture.md has these names, and docs/architecture.svg does not: draw them" in said
    assert "A queue" in said
    assert "let plugins of mkdocs.yml name techdocs-core" in said
