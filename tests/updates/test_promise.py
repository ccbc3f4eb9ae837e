"""After any update every line that a user added is in the work tree, and one git command brings back what was there."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from releases import Releases, commit, git
from updates.histories import STEPS, TEMPLATE_STEPS, Step, change, histories, tokens
from updates.small_template import small_template

from golden_paths.findings import Kind, need_review
from golden_paths.project import origin_of
from golden_paths.update import apply, plan

pytestmark = pytest.mark.slow
HISTORIES = 100
ONE_AFTER_THE_OTHER = settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a template and a repository that was made from it. Copied for each history."""
    folder = tmp_path_factory.mktemp("first")
    Releases(folder / "template", small_template(folder / "files")).repository(folder / "orders")
    return folder


class Told:
    """A history in which user and template did their steps, one release after the other."""

    def __init__(self, first: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(first, folder)
        # The repository knows the template by its folder.
        answers = folder / "orders" / ".copier-answers.yml"
        answers.write_text(answers.read_text("utf-8").replace(str(first), str(folder)), "utf-8")
        commit(folder / "orders")
        self.repository, self.template, self._number = folder / "orders", folder / "template", 0

    def user(self, steps: list[Step]) -> None:
        self._do(self.repository, steps, "mine")
        commit(self.repository)

    def release(self, steps: list[Step], tag: str) -> None:
        self._do(self.template / "template", steps, "theirs")
        commit(self.template, tag)
        git(self.template, "tag", tag)

    def _do(self, folder: Path, steps: list[Step], whose: str) -> None:
        for step in steps:
            self._number += 1
            change(folder, step, f"{whose}-{self._number};")


def keeps_the_promise(told: Told) -> None:
    mine, answers = tokens(told.repository), origin_of(told.repository).answers
    before = git(told.repository, "rev-parse", "HEAD^{tree}")
    update = plan(told.repository)
    apply(told.repository, update)
    assert mine <= tokens(told.repository), f"lost: {mine - tokens(told.repository)}"
    assert origin_of(told.repository).answers == answers
    conflicts = [finding.path for finding in update.findings if finding.kind is Kind.CONFLICT]
    assert git(told.repository, "diff", "--name-only", "--diff-filter=U").splitlines() == sorted(conflicts)
    assert need_review(update.findings) or not conflicts
    git(told.repository, "reset", "--hard", "--quiet")
    assert git(told.repository, "status", "--porcelain") == ""
    assert git(told.repository, "rev-parse", "HEAD^{tree}") == before
    apply(told.repository, update)
    commit(told.repository)
    assert plan(told.repository).changes_nothing, "the second update was no no-op"


@ONE_AFTER_THE_OTHER
@given(user=histories(list(STEPS), most=5), template=histories(TEMPLATE_STEPS, most=4))
def test_no_line_is_lost_in_one_update(
    first: Path, tmp_path_factory: pytest.TempPathFactory, user: list[Step], template: list[Step]
) -> None:
    told = Told(first, tmp_path_factory.getbasetemp() / "one")
    told.user(user)
    told.release(template, "v2.0.0")
    keeps_the_promise(told)


@ONE_AFTER_THE_OTHER
@given(
    early=histories(list(STEPS), most=3),
    second=histories(TEMPLATE_STEPS, most=2),
    late=histories(list(STEPS), most=3),
    third=histories(TEMPLATE_STEPS, most=2),
)
def test_no_line_is_lost_over_two_updates(
    first: Path,
    tmp_path_factory: pytest.TempPathFactory,
    early: list[Step],
    second: list[Step],
    late: list[Step],
    third: list[Step],
) -> None:
    told = Told(first, tmp_path_factory.getbasetemp() / "two")
    told.user(early)
    told.release(second, "v2.0.0")
    keeps_the_promise(told)
    told.user(late)
    told.release(third, "v3.0.0")
    keeps_the_promise(told)
