"""A small template that has recipes, and a repository that was made from it; and repositories of each kind."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from releases import Releases, commit, git
from updates.small_template import TEXT, small_template, write
from variants import VARIANTS

RECIPE = """\
about: a worker on a queue
name: parcels
fits:
- answers: {delivery: canary}
  add: [all]
  change:
  - file: extensions/stages.py
    needs: "extension"
    otherwise: |
      The worker stands on parcels of the extension. Write that line again.
  - file: service/logic.py
    after: "line 3 of the template\\n"
    text: "parcels and Parcels\\n"
  - file: extensions/stages.py
    append: |
      # parcels at the end
"""
BARE = """\
about: nothing of the example
replaces: true
fits:
- answers: {delivery: canary}
  add: [all]
  remove: [/pipeline/]
"""


MOVING = """\
about: the example under another name
replaces: true
fits:
- answers: {delivery: canary}
  remove: [/service/logic.py]
  move: {service/moved.py: service/logic.py}
  refuse: {/extensions/*.py: [data.parcels, data.orders]}
  change:
  - {file: service/moved.py, replace: "line 3 of the template\\n", text: ""}
"""


@dataclass
class Story:
    """The repository, and its template."""

    releases: Releases
    repository: Path

    def text(self, path: str) -> str:
        return (self.repository / path).read_text("utf-8")

    def user_writes(self, path: str, content: str) -> None:
        write(self.repository / path, content)
        commit(self.repository)

    def is_untouched(self) -> bool:
        return git(self.repository, "status", "--porcelain", "--untracked-files=all") == ""


@pytest.fixture
def story(tmp_path: Path) -> Story:
    template = small_template(tmp_path / "small")
    write(template / "template/service/logic.py", f'"""\n{TEXT}"""\n')
    write(template / "recipes/worker/recipe.yml", RECIPE)
    write(template / "recipes/worker/README.md", "# A worker\n")
    write(
        template / "recipes/worker/all/service/parcels_worker.py",
        'class ParcelsWorker: ...\n\n\nURL = "PARCELS_QUEUE_URL"\n',
    )
    write(template / "recipes/bare/recipe.yml", BARE)
    write(template / "recipes/bare/all/service/logic.py", "nothing yet\n")
    write(template / "recipes/moving/recipe.yml", MOVING)
    releases = Releases(tmp_path / "template", template)
    return Story(releases, releases.repository(tmp_path / "orders"))


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The whole template, released."""
    return Releases(tmp_path_factory.mktemp("released") / "template")


# The project has another name, so that each mention of orders is one of the example.
PARCELS = {"project_name": "parcels", "repository": "platform-team/parcels", "description": "Parcels of our shops."}


def made(releases: Releases, kind: str, folder: Path) -> Path:
    """A fresh repository. kind: a name in VARIANTS."""
    return releases.repository(folder / "parcels", **VARIANTS[kind], **PARCELS)
