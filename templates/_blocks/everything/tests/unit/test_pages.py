"""TechDocs of Backstage finds the pages, and the picture of the architecture says what its text says."""

import re
from html import unescape
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[2]
CATALOGUE = "catalog-info.yaml"
ANNOTATION = "backstage.io/techdocs-ref"


def test_techdocs_finds_the_pages_that_the_catalogue_names() -> None:
    entities = yaml.safe_load_all((PROJECT / CATALOGUE).read_text("utf-8"))
    named = [entity["metadata"].get("annotations", {}).get(ANNOTATION, "") for entity in entities]
    # A URL names pages that stand elsewhere; without the annotation there are none.
    for folder in (PROJECT / each.removeprefix("dir:") for each in named if each.startswith("dir:")):
        settings = folder / "mkdocs.yml"
        assert settings.is_file(), f"{CATALOGUE}: {ANNOTATION} names a folder without mkdocs.yml"
        ways_out = f"let plugins of mkdocs.yml name techdocs-core, or take {ANNOTATION} out of {CATALOGUE}"
        assert "techdocs-core" in settings.read_text("utf-8"), ways_out


def test_the_picture_of_the_architecture_has_every_name_of_its_text() -> None:
    page, picture = (PROJECT / "docs" / f"architecture.{kind}" for kind in ("md", "svg"))
    shown = page.read_text("utf-8")
    # A page of the team's own may show another picture, or none.
    if picture.name not in shown:
        return
    drawn = unescape(picture.read_text("utf-8"))
    text = "".join(re.findall(r"^```mermaid\n(.*?)^```", shown, re.MULTILINE | re.DOTALL))
    missing = [name for name in re.findall(r'\["([^"<]+)', text) if name not in drawn]
    assert missing == [], f"docs/{page.name} has these names, and docs/{picture.name} does not: draw them"
