"""What a repository has recorded of its release: a name that stays, or a refusal with the way out."""

from pathlib import Path

import pytest
from releases import commit, git
from rendering import copy
from updates.conftest import Story
from updates.small_template import TEXT, golden_paths

from golden_paths.project import Refused, origin_of
from golden_paths.update import apply, plan
from golden_paths.versions import releases

STACK = "pipeline/stack.py"
ANSWERS = ".copier-answers.yml"


def record(story: Story, value: str) -> None:
    """Write another `_commit` into the answers file, as a bad merge of branches does."""
    lines = story.text(ANSWERS).splitlines()
    told = [f"_commit: {value}".rstrip() if line.startswith("_commit:") else line for line in lines]
    story.user_writes(ANSWERS, "\n".join(told) + "\n")


def release(story: Story, tag: str = "v2.0.0") -> None:
    story.template_writes(STACK, TEXT.replace("line 20 of the template", f"better in {tag}"))
    story.releases.publish(tag)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("", "_commit"),
        ('""', "_commit"),
        ("null", "_commit"),
        ("main", '"main"'),
        ("stable", '"stable"'),
        ("v9.9.9", '"v9.9.9"'),
        ("deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "deadbeef"),
        ("v1.0.0-3-gdeadbee", "deadbee"),
        ("--help", "--help"),
    ],
)
def test_what_names_no_release_is_refused_with_the_way_out(story: Story, value: str, named: str) -> None:
    git(story.releases.folder, "tag", "stable")
    release(story)
    git(story.releases.folder, "tag", "--force", "stable")
    record(story, value)
    for to in ("", "v2.0.0"):
        with pytest.raises(Refused) as refused:
            plan(story.repository, to=to)
        assert named in str(refused.value)
        assert "\n" not in str(refused.value)
    assert git(story.repository, "status", "--porcelain") == ""


@pytest.mark.parametrize("floating", ["stable", "v1"])
def test_a_tag_that_moves_with_the_releases_is_never_recorded(story: Story, floating: str) -> None:
    release(story, "v1.1.0")
    git(story.releases.folder, "tag", floating)
    apply(story.repository, plan(story.repository))
    assert origin_of(story.repository).version == "v1.1.0"


def test_a_tag_that_moves_is_no_release() -> None:
    tags = {"v1.0.0": "a", "v1.2.0": "b", "v1": "b", "v1.2": "b", "v2.0.0rc1": "c", "v2": "c", "stable": "b"}
    assert releases(tags) == ["v1.0.0", "v1.2.0", "v2.0.0rc1", "v2"]


def test_a_commit_after_a_release_is_known_by_its_hash_whatever_the_tag_before_it(story: Story) -> None:
    base = git(story.releases.folder, "rev-parse", "--short", "HEAD").strip()
    record(story, f"stable-3-g{base}")
    release(story)
    update = plan(story.repository)
    assert (update.version, update.written) == ("v2.0.0", [ANSWERS, STACK])


def test_a_commit_that_is_tagged_later_has_no_conflict(story: Story, tmp_path: Path) -> None:
    # Given a repository made from a commit after v1.0.0, which becomes v1.1.0 afterwards
    story.template_writes(STACK, TEXT.replace("line 25 of the template", "later"))
    commit(story.releases.folder)
    repository = copy(tmp_path / "later", template=story.releases.folder, vcs_ref="HEAD")
    git(repository, "init", "--quiet")
    commit(repository)
    assert origin_of(repository).version.startswith("v1.0.0-1-g")
    git(story.releases.folder, "tag", "v1.1.0")
    release(story)
    # When it is updated
    update = plan(repository)
    # Then there is nothing to review
    assert (update.findings, update.unmerged, update.version) == ((), (), "v2.0.0")


def test_a_candidate_on_the_commit_of_its_release_does_not_give_it_its_name(story: Story) -> None:
    release(story)
    git(story.releases.folder, "tag", "v2.0.0rc1")
    update = plan(story.repository)
    apply(story.repository, update)
    assert origin_of(story.repository).version == "v2.0.0"


def test_a_branch_can_be_tried(story: Story) -> None:
    git(story.releases.folder, "switch", "--quiet", "--create", "next")
    story.template_writes(STACK, TEXT.replace("line 20 of the template", "from the branch"))
    commit(story.releases.folder)
    git(story.releases.folder, "switch", "--quiet", "-")
    apply(story.repository, plan(story.repository, to="next"))
    assert "from the branch" in story.text(STACK)
    assert origin_of(story.repository).version.startswith("v1.0.0-1-g")


def test_check_update_refuses_a_version_that_is_no_release(story: Story) -> None:
    record(story, "stable")
    done = golden_paths(story.repository, "check-update", "--base", "HEAD~1")
    assert done.returncode == 1
    assert '"stable", which is no release' in done.stderr
