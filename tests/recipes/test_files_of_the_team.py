"""A file of the team stays the kind that it is; where nothing can be written into it, it is left to a person."""

import pytest
from recipes.conftest import Story
from releases import commit, git
from updates.small_template import golden_paths

LOGIC, RECIPE = "service/logic.py", ("new", "worker", "--name", "parcels")


def test_a_file_that_can_be_executed_still_can(story: Story) -> None:
    (story.repository / LOGIC).chmod(0o755)
    commit(story.repository)
    assert golden_paths(story.repository, *RECIPE).returncode == 0
    assert "parcels and Parcels" in story.text(LOGIC)
    assert git(story.repository, "ls-files", "--stage", LOGIC).startswith("100755 ")
    assert (story.repository / LOGIC).stat().st_mode & 0o111


def test_a_symbolic_link_is_left_to_a_person(story: Story) -> None:
    moved = (story.repository / LOGIC).rename(story.repository / "service/mine.py")
    (story.repository / LOGIC).symlink_to("mine.py")
    commit(story.repository)
    done = golden_paths(story.repository, *RECIPE)
    assert done.returncode == 1
    assert f"{LOGIC} is a symbolic link. The recipe adds, in {LOGIC}, after" in done.stderr
    assert story.is_untouched()
    assert golden_paths(story.repository, *RECIPE, "--by-hand").returncode == 3
    assert (story.repository / LOGIC).is_symlink()
    assert "parcels" not in moved.read_text("utf-8")


def test_a_submodule_is_left_to_a_person(story: Story) -> None:
    (story.repository / LOGIC).unlink()
    (story.repository / LOGIC).mkdir()
    head = git(story.repository, "rev-parse", "HEAD").strip()
    git(story.repository, "update-index", "--cacheinfo", f"160000,{head},{LOGIC}")
    git(story.repository, "commit", "--quiet", "-m", "a submodule")
    done = golden_paths(story.repository, *RECIPE)
    assert done.returncode == 1
    assert f"{LOGIC} is a submodule. The recipe adds" in done.stderr
    assert story.is_untouched()


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_file_in_another_encoding_is_left_to_a_person(story: Story, by_hand: bool) -> None:
    latin = "line 3 of the template\n# für Grüße\n".encode("latin-1")
    (story.repository / LOGIC).write_bytes(latin)
    commit(story.repository)
    done = golden_paths(story.repository, *RECIPE, *(["--by-hand"] if by_hand else []))
    assert done.returncode == (3 if by_hand else 1), done.stderr
    assert "parcels and Parcels" in done.stdout + done.stderr
    assert by_hand or f"{LOGIC} is not encoded as UTF-8" in done.stderr
    assert (story.repository / LOGIC).read_bytes() == latin
