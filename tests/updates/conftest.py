"""A small template with releases, and a repository made from its first one."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from exports import PARTS, ROOT, export_template
from releases import Releases, commit, git
from updates.small_template import IMPROVED, STACK, exported_small_template, write
from variants import VARIANTS

from golden_paths.update import Update, apply, plan
from release.history import releases

# The name under which a test says how many lines it looked for; pytest-xdist carries it to the terminal.
LINES_CHECKED = "lines of users"
# The working tree, as the newest release of the real template.
HEAD = "v999.0.0"


@dataclass
class Story:
    """A template and one repository that was made from its first release."""

    releases: Releases
    repository: Path

    def user_writes(self, path: str, content: str | bytes) -> None:
        write(self.repository / path, content)
        commit(self.repository)

    def template_writes(self, path: str, content: str | bytes) -> None:
        write(self.releases.folder / "template" / path, content)

    def template_drops(self, path: str) -> None:
        (self.releases.folder / "template" / path).unlink()

    def update(self) -> Update:
        """Release the template as it is now, and update the repository to it."""
        self.releases.publish("v2.0.0")
        made = plan(self.repository)
        apply(self.repository, made)
        return made

    def text(self, path: str) -> str:
        return (self.repository / path).read_text("utf-8")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    releases = Releases(tmp_path / "template", exported_small_template())
    return Story(releases, releases.repository(tmp_path / "orders"))


@pytest.fixture
def improved(story: Story) -> Story:
    """A story whose next release, v2.0.0, improves one file and brings another one."""
    story.template_writes(STACK, IMPROVED)
    story.template_writes("pipeline/alarms.py", "alarms\n")
    story.releases.publish("v2.0.0")
    return story


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a template and a repository that was made from it. Copied for each history."""
    folder = tmp_path_factory.mktemp("first")
    Releases(folder / "template", exported_small_template()).repository(folder / "orders")
    return folder


@pytest.fixture
def lines_checked(request: pytest.FixtureRequest) -> Callable[[int], None]:
    """Adds to what the end of the test run says about the histories: how many lines of users were looked for."""
    return lambda number: request.node.user_properties.append((LINES_CHECKED, number))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    updates = [number for report in reports for name, number in report.user_properties if name == LINES_CHECKED]
    if updates:
        terminalreporter.write_line(f"updates of random histories: {len(updates)}, lines of users: {sum(updates)}")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history of this repository with its releases tagged, and the working tree as one release more."""
    folder = tmp_path_factory.mktemp("history") / "template"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    for tag in git(folder, "tag").split():
        git(folder, "tag", "--delete", tag)
    for release in releases():
        git(folder, "tag", f"v{release.version}", release.commit)
    for part in PARTS:
        if (folder / part).is_dir():
            shutil.rmtree(folder / part)
    export_template(folder)
    commit(folder, "the working tree")
    git(folder, "tag", HEAD)
    return folder


def answers(variant: str, region: str = "eu-central-1") -> dict[str, str]:
    """Those of a variant, some of them not the default."""
    # What stands behind a Gateway Load Balancer shifts no traffic in steps.
    delivery = {} if variant == "network-functions-packets" else {"delivery": "linear"}
    return {**VARIANTS[variant], **delivery, "region": region}
