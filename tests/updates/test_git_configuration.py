"""Whatever a user's git is configured for, an update arrives whole, or nothing is done."""

import os
from pathlib import Path

import pytest
from releases import commit, git
from updates.conftest import Story
from updates.small_template import IMPROVED, STACK, TEXT, state, write

from golden_paths.project import Refused
from golden_paths.update import apply, plan

CONFIGURED = {
    "signed merges only": ("merge.verifySignatures=true",),
    "signed commits, and no key": ("commit.gpgsign=true", "gpg.program=false"),
    "fast-forward only": ("merge.ff=only",),
    "a merge driver that fails": ("merge.team.driver=false",),
    "no renames, other markers": ("merge.renames=false", "diff.renames=false", "merge.conflictStyle=diff3"),
    "an editor and a template for messages": ("core.editor=false", "commit.template=/nowhere"),
    "whitespace is an error": ("apply.whitespace=error", "core.whitespace=trailing-space"),
    "a monitor that sees no change": ("core.fsmonitor=true",),
    "an index in two files": ("core.splitIndex=true",),
}


@pytest.mark.parametrize("settings", CONFIGURED.values(), ids=CONFIGURED)
def test_nothing_that_git_is_configured_for_stops_an_update_or_changes_its_result(
    improved: Story, settings: tuple[str, ...]
) -> None:
    improved.user_writes(".gitattributes", "docs/*.md filter=team\n*.py merge=team\n")
    improved.user_writes("docs/ours.md", "ours\n")
    improved.user_writes(STACK, TEXT.replace("line 7 ", "line 7, mine, "))
    for setting in settings:
        git(improved.repository, "config", *setting.split("=", 1))
    update = plan(improved.repository)
    apply(improved.repository, update)
    assert update.findings == ()
    assert "line 7, mine," in improved.text(STACK)
    assert "line 20, improved," in improved.text(STACK)
    assert "M  pipeline/stack.py" in state(improved.repository)


def test_a_filter_that_fails_stops_an_update_only_where_git_needs_it(improved: Story) -> None:
    # Given a file that is stored through a filter which is not installed here (git-lfs, git-crypt)
    improved.user_writes(".gitattributes", "docs/*.md filter=team\n")
    write(improved.repository / "docs/ours.md", "ours\n")
    os.utime(improved.repository / "docs/ours.md", (0, 0))
    commit(improved.repository)
    for name, value in (("clean", "false"), ("smudge", "false"), ("required", "true")):
        git(improved.repository, "config", f"filter.team.{name}", value)
    # When the update has nothing to do with it, it arrives
    update = plan(improved.repository)
    apply(improved.repository, update)
    assert improved.text(STACK) == IMPROVED
    git(improved.repository, "reset", "--hard", "--quiet")
    # When git has to read it to say whether it changed, or the update writes such a file, nothing is done
    improved.template_writes("docs/theirs.md", "theirs\n")
    improved.releases.publish("v3.0.0")
    before = state(improved.repository)
    with pytest.raises(Refused, match="filter"):
        apply(improved.repository, plan(improved.repository))
    assert state(improved.repository) == before
    os.utime(improved.repository / "docs/ours.md")
    with pytest.raises(Refused, match=r"git cannot say what is not committed here.*filter"):
        plan(improved.repository)


def test_hooks_of_the_user_do_not_run(improved: Story, tmp_path: Path) -> None:
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-merge-commit"):
        write(improved.repository / ".git/hooks" / hook, f"#!/bin/sh\ntouch {tmp_path}/ran-{hook}\nexit 1\n")
        (improved.repository / ".git/hooks" / hook).chmod(0o755)
    apply(improved.repository, plan(improved.repository))
    assert not list(tmp_path.glob("ran-*"))
