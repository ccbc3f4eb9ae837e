"""A repository with code that no template made, beside the small template."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from releases import Releases, commit, git
from updates.small_template import FILES, STACK, TEXT, exported_small_template, write

from golden_paths.adoption.adopt import adopt, plan
from golden_paths.adoption.compare import Choices
from golden_paths.adoption.plan import Adoption

OF_THE_TEAM = {
    "README.md": "# Parcels\n\nWritten by hand.\n",
    STACK: "the stack of the team\n",
    "pipeline/checks.py": FILES["pipeline/checks.py"],
    "service/logic.py": "how parcels are sorted\n",
    "src/main.py": "print(1)\n",
    "LICENSE": "ours\n",
}


@dataclass
class Team:
    """A template with one release, and the repository of a team that never heard of it."""

    releases: Releases
    repository: Path

    @property
    def template(self) -> str:
        return str(self.releases.folder)

    def plan(self, **choices: tuple[str, ...]) -> Adoption:
        return plan(self.repository, self.template, choices=Choices(**choices))

    def adopt(self, **choices: tuple[str, ...]) -> Adoption:
        """Adopt the repository, and commit that."""
        made = self.plan(**choices)
        adopt(self.repository, made)
        return made

    def writes(self, path: str, content: str | bytes) -> None:
        write(self.repository / path, content)
        commit(self.repository)

    def text(self, path: str) -> str:
        return (self.repository / path).read_text("utf-8")

    def next_release(self, path: str, old: str, new: str) -> None:
        """A release of the template in which a line of one file is another one."""
        file = self.releases.folder / "template" / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        self.releases.publish(f"v{len(git(self.releases.folder, 'tag').split()) + 1}.0.0")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    releases = Releases(tmp_path / "template", exported_small_template())
    repository = tmp_path / "parcels"
    for path, text in OF_THE_TEAM.items():
        write(repository / path, text)
    git(repository, "init", "--quiet")
    commit(repository)
    return Team(releases, repository)


def files(repository: Path) -> dict[str, bytes]:
    """Every file of a work tree with its content."""
    paths = {path.relative_to(repository): path for path in repository.rglob("*") if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in paths.items() if ".git" not in name.parts}


def improved(number: int) -> tuple[str, str]:
    """A line of the template's files, and what a release makes of it."""
    line = f"line {number} of the template"
    assert line in TEXT
    return line, f"line {number}, improved"
