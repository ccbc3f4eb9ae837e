"""The template as it was, and what the next release made of it."""

import shutil
from pathlib import Path

import pytest
from exports import ROOT, exported_answers_only, exported_template
from template_edits import Edit

from release.version import ON_UPDATES, Version

ANSWERS = "project_name: orders\ndelivery: linear\n"


def _version(folder: Path, template: Path) -> Version:
    """`template` as a folder of its own, with one example and the changelog."""
    shutil.copytree(template, folder)
    (folder / "examples").mkdir()
    (folder / "examples" / "default.yml").write_text(ANSWERS, "utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    return Version(folder)


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return _version(tmp_path_factory.mktemp("old") / "template", exported_template())


@pytest.fixture(scope="session")
def old_questions(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """As `old`, with few files to render."""
    return _version(tmp_path_factory.mktemp("old") / "template", exported_answers_only())


def changed(tmp_path: Path, before: Version, *edits: Edit) -> Version:
    """A copy of `before` after `edits`."""
    folder = shutil.copytree(before.folder, tmp_path / "new")
    for edit in edits:
        edit(folder)
    return Version(folder)


def tell(name: str) -> Edit:
    """A new section in the changelog, with a sentence about `name` among what an update does."""

    def edit(template: Path) -> None:
        file = template / "CHANGELOG.md"
        first, heading, rest = file.read_text("utf-8").partition("\n## ")
        section = f"\n## 9.0.0\n\n### {ON_UPDATES}\n\n`{name}` is different now.\n"
        file.write_text(f"{first}{section}{heading}{rest}", "utf-8")

    return edit
