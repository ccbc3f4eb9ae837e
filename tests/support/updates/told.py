"""Tells a random history, and holds an update of it against the promise."""

import shutil
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from releases import commit, git
from releases import update as plain_update
from updates.histories import Step, change, tokens, tokens_in_blocks

from golden_paths.check import check
from golden_paths.findings import Kind, need_review
from golden_paths.project import origin_of
from golden_paths.update import apply, plan


def histories_told(number: int) -> settings:
    """Settings for `number` histories, the same ones in each run."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


class Told:
    """A history in which user and template did their steps, one release after the other.

    `folder` is an empty one. Not that of another history: git may still be tidying up there, in the background.
    """

    def __init__(self, first: Path, folder: Path) -> None:
        shutil.copytree(first, folder, dirs_exist_ok=True)
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


def keeps_the_promise(told: Told) -> int:
    """Updates the repository, and returns how many lines of its user were looked for afterwards."""
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
    return len(mine)


def plain_copier_is_judged(told: Told) -> int:
    """Lets plain copier update the repository, and returns how many lines of its user were looked for afterwards.

    What the check calls good has lost none of them, and none stands in another block.
    """
    mine, places = tokens(told.repository), tokens_in_blocks(told.repository)
    plain_update(told.repository)
    commit(told.repository)
    findings = check(told.repository, base="HEAD~1")
    if not need_review(findings):
        assert mine <= tokens(told.repository), f"lost: {mine - tokens(told.repository)}"
        elsewhere = places - tokens_in_blocks(told.repository)
        assert not elsewhere, f"no longer in its block, and not named: {elsewhere}"
    return len(mine)
