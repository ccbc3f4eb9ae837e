"""Answers of a repository in an update: none comes back as a default, none is misread, comments of people stay."""

import pytest
from releases import git
from updates.conftest import Story
from updates.small_template import TEXT, golden_paths

from golden_paths.comments import carried
from golden_paths.project import Refused
from golden_paths.update import apply, plan

STACK = "pipeline/stack.py"
ANSWERS = ".copier-answers.yml"
WRITTEN = '# Written by the template.\n_commit: "v1.0.0"\ndelivery: "canary"\nname: "orders"\n'


def edit(story: Story, before: str, after: str) -> None:
    text = story.text(ANSWERS)
    assert before in text
    story.user_writes(ANSWERS, text.replace(before, after))


def release(story: Story) -> None:
    story.template_writes(STACK, TEXT.replace("line 20 of the template", "better"))
    story.releases.publish("v2.0.0")


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ("name: 2026-01-01", "name is 2026-01-01 in .copier-answers.yml, which YAML takes for a date"),
        ("name: 2026-01-01 10:00:00", "which YAML takes for a date"),
        ("name: [orders]", "name is ['orders'] in .copier-answers.yml, which YAML takes for something other than text"),
        ("name: {a: b}", "name is {'a': 'b'}"),
        ("name:", "name has no value"),
        ("name: 012", "\"name\" was 10 and would be '10'"),
        ("name: orders\nname: tickets", "answers name twice"),
        ("<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> main", "holds the conflict markers of a merge"),
    ],
)
def test_an_answer_that_yaml_misreads_is_refused_by_name(story: Story, after: str, sentence: str) -> None:
    release(story)
    edit(story, 'name: "orders"', after)
    done = golden_paths(story.repository, "update")
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
    assert sentence in done.stderr
    assert git(story.repository, "status", "--porcelain") == ""


def test_an_answer_that_is_missing_does_not_come_back_as_the_default(story: Story) -> None:
    # Given a repository whose answer was lost in a merge of branches
    release(story)
    edit(story, 'delivery: "canary"\n', "")
    # Then an update is refused
    with pytest.raises(Refused, match=r'no answer to "delivery" any more.*default, "canary"'):
        plan(story.repository)
    # And the way that the sentence names works
    apply(story.repository, plan(story.repository, answers={"delivery": "linear"}))
    assert 'delivery: "linear"' in story.text(ANSWERS)


def test_comments_of_people_stay_where_they_stand(story: Story) -> None:
    edit(story, "delivery:", "\n# canary since the outage of May\n# ask Ada\ndelivery:")
    edit(story, 'name: "orders"', 'name: "orders" # not "order"')
    story.user_writes(ANSWERS, story.text(ANSWERS) + "# the end\n")
    before = story.text(ANSWERS)
    release(story)
    update = plan(story.repository)
    apply(story.repository, update)
    assert update.findings == ()
    assert story.text(ANSWERS) == before.replace("v1.0.0", "v2.0.0")


@pytest.mark.parametrize(
    ("mine", "new", "after"),
    [
        (WRITTEN, WRITTEN, WRITTEN),
        # A sentence of the template that has changed is none of a person
        (WRITTEN, WRITTEN.replace("Written by", "Made by"), WRITTEN.replace("Written by", "Made by")),
        # Of an answer that is gone the comments stand at the end
        (
            WRITTEN.replace("delivery", "# why\ndelivery").replace('"canary"', '"canary" # since May'),
            WRITTEN.replace('delivery: "canary"\n', ""),
            WRITTEN.replace('delivery: "canary"\n', "") + "# why\n# since May\n",
        ),
        # A # in an answer is no comment, and an answer over several lines has one behind its end
        (
            WRITTEN.replace('"orders"', '"a # b"\n# last').replace('"canary"', '\n  "canary" # since May'),
            WRITTEN.replace('"orders"', '"a # b"'),
            WRITTEN.replace('"orders"', '"a # b"').replace('"canary"', '"canary" # since May') + "# last\n",
        ),
    ],
    ids=["none", "of the template", "of an answer that is gone", "odd ones"],
)
def test_comments_are_carried_into_a_new_answers_file(mine: str, new: str, after: str) -> None:
    assert carried(mine.encode(), old=WRITTEN.encode(), new=new.encode()).decode() == after
