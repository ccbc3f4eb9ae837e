"""A managed file that a release hands to the team is merged for the last time, and the team's from then on."""

from releases import commit
from updates.conftest import Story
from updates.small_template import TEXT

from golden_paths.update import apply, plan

STACK, NEW = "pipeline/stack.py", "pipeline/new.py"
EDITED = TEXT.replace("line 7 ", "line 7, mine, ")


def hand_over(story: Story, path: str, comment: str = " # 2.0.0, handed over") -> None:
    """The next release says that the file is the team's from the first copy on."""
    owners = story.releases.folder / "questions" / "ownership.yml"
    line = f"""  - "{{% if _copier_operation == 'update' %}}/{path}{{% endif %}}"{comment}\n"""
    owners.write_text(owners.read_text("utf-8").replace("  # extension: ", line + "  # extension: "), "utf-8")


def test_a_file_that_is_handed_over_is_merged_once_more_and_never_again(story: Story) -> None:
    # Given a file that the user edited, and a release that improves it and hands it over
    story.user_writes(STACK, EDITED)
    hand_over(story, STACK)
    story.template_writes(STACK, TEXT.replace("line 20 ", "line 20, improved, "))
    # When the repository is updated
    assert not story.update().findings
    # Then both changes are in it
    handed_over = story.text(STACK)
    assert "line 7, mine," in handed_over and "line 20, improved," in handed_over
    # And what the template changes in it later stays away
    commit(story.repository)
    story.template_writes(STACK, TEXT.replace("line 20 ", "line 20, changed again, "))
    story.releases.publish("v3.0.0")
    apply(story.repository, plan(story.repository))
    assert story.text(STACK) == handed_over


def test_a_file_that_becomes_the_teams_without_a_word_stays_as_it_is(story: Story) -> None:
    hand_over(story, STACK, comment="")
    story.template_writes(STACK, TEXT.replace("line 20 ", "line 20, improved, "))
    story.update()
    assert story.text(STACK) == TEXT


def test_a_new_file_that_is_the_teams_from_the_first_copy_on_does_not_arrive(story: Story) -> None:
    hand_over(story, NEW)
    story.template_writes(NEW, "new\n")
    story.update()
    assert not (story.repository / NEW).exists()
