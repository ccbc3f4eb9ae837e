"""An adopted repository is updated as any other: what is new improves, what the team kept is no conflict."""

from pathlib import Path

import pytest
from adopt.conftest import OF_THE_TEAM, Team, improved
from releases import commit, git, update
from updates.small_template import STACK, TEXT, write

from golden_paths.check import check
from golden_paths.findings import Kind, need_review
from golden_paths.update import apply, plan

SOURCE = "pipeline/source.py"


def adopted(team: Team, **choices: tuple[str, ...]) -> None:
    team.adopt(**choices)
    commit(team.repository)


def test_the_next_release_improves_what_came_and_leaves_what_stayed(team: Team) -> None:
    adopted(team)
    for path in (STACK, SOURCE):
        team.next_release(path, *improved(20))
    made = plan(team.repository)
    apply(team.repository, made)
    assert "line 20, improved" in team.text(SOURCE)
    assert {path: team.text(path) for path in OF_THE_TEAM} == OF_THE_TEAM
    assert [(finding.kind, finding.path) for finding in made.findings] == [(Kind.OWN, STACK)]
    assert not need_review(made.findings)
    assert not made.unmerged


def test_a_second_release_finds_no_conflict_either(team: Team) -> None:
    adopted(team)
    for number in (10, 20):
        team.next_release(STACK, *improved(number))
        apply(team.repository, made := plan(team.repository))
        assert not need_review(made.findings)
        commit(team.repository)
        assert check(team.repository, base="HEAD~1") == [] or not need_review(check(team.repository, base="HEAD~1"))
    assert team.text(STACK) == OF_THE_TEAM[STACK]


def test_a_file_whose_line_is_deleted_from_the_list_is_merged_from_then_on(team: Team) -> None:
    adopted(team)
    team.writes(STACK, TEXT.replace("line 3 of the template", "line 3 of the team"))
    listed = team.text(".golden-paths-own").replace(f"/{STACK}\n", "")
    team.writes(".golden-paths-own", listed)
    team.next_release(STACK, *improved(20))
    apply(team.repository, made := plan(team.repository))
    assert made.findings == ()
    assert "line 3 of the team" in team.text(STACK)
    assert "line 20, improved" in team.text(STACK)


def test_what_was_merged_by_hand_at_the_adoption_is_merged_later(team: Team) -> None:
    team.adopt(merge=(STACK,))
    team.writes(STACK, OF_THE_TEAM[STACK] + TEXT)
    team.next_release(STACK, *improved(20))
    apply(team.repository, made := plan(team.repository))
    assert not made.unmerged
    assert team.text(STACK) == OF_THE_TEAM[STACK] + TEXT.replace(*improved(20))


def test_what_was_taken_is_the_templates_from_then_on(team: Team) -> None:
    adopted(team, take=(STACK,))
    team.next_release(STACK, *improved(20))
    apply(team.repository, plan(team.repository))
    assert team.text(STACK) == TEXT.replace(*improved(20))


def test_a_file_of_the_list_that_the_team_deletes_does_not_come_back(team: Team) -> None:
    adopted(team)
    git(team.repository, "rm", "--quiet", STACK)
    commit(team.repository)
    team.next_release(STACK, *improved(20))
    apply(team.repository, plan(team.repository))
    assert not (team.repository / STACK).exists()


def test_a_plain_copier_update_brings_the_same_and_keeps_every_line_of_the_team(team: Team) -> None:
    adopted(team)
    team.next_release(SOURCE, *improved(20))
    update(team.repository)
    assert "line 20, improved" in team.text(SOURCE)
    assert {path: team.text(path) for path in OF_THE_TEAM} == OF_THE_TEAM


def test_where_a_plain_copier_update_meets_a_kept_file_both_are_in_it_and_the_check_names_it(team: Team) -> None:
    adopted(team)
    team.next_release(STACK, *improved(20))
    update(team.repository)
    assert OF_THE_TEAM[STACK].strip() in team.text(STACK)
    commit(team.repository)
    assert [finding.path for finding in check(team.repository, base="HEAD~1") if finding.needs_review] == [STACK]


@pytest.mark.parametrize("path", ["service/logic.py", "extensions/stages.py"])
def test_what_is_the_teams_from_the_first_copy_on_needs_no_line_in_the_list(team: Team, path: str) -> None:
    team.writes(path, "ours\n")
    adopted(team)
    assert path not in Path(team.repository / ".golden-paths-own").read_text("utf-8")
    team.next_release("service/logic.py", *improved(20))
    apply(team.repository, made := plan(team.repository))
    assert made.findings == ()
    assert team.text(path) == "ours\n"


def test_a_lock_that_was_left_out_comes_back_with_a_plain_copier_update_only_and_the_check_names_it(team: Team) -> None:
    for path, text in (("package.json", '{"name": "template"}\n'), ("package-lock.json", "{}\n")):
        write(team.releases.folder / "template" / path, text)
    ownership = team.releases.folder / "questions/ownership.yml"
    ownership.write_text(f"{ownership.read_text('utf-8')}  - /package-lock.json\n", "utf-8")
    team.releases.publish("v1.1.0")
    team.writes("package.json", '{"name": "parcels"}\n')
    adopted(team)
    team.next_release(SOURCE, *improved(20))
    assert "package-lock.json" not in plan(team.repository).files
    update(team.repository)
    assert (team.repository / "package-lock.json").exists()
    commit(team.repository)
    (found,) = check(team.repository, base="HEAD~1")
    assert (found.path, found.needs_review) == ("package-lock.json", True)
    assert "does not bring it, since .golden-paths-own lists it: delete it" in found.sentence
