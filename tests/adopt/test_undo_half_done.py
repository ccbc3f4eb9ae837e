"""An undo that cannot be finished has done nothing, or says what to do."""

import errno
import os
from collections.abc import Callable

import pytest
from adopt.conftest import Team, files
from releases import git
from updates.small_template import STACK, state, write

from golden_paths.adoption.adopt import undo
from golden_paths.apply import HalfDone
from golden_paths.disk import WorkTree
from golden_paths.project import Refused
from golden_paths.repository import alone
from golden_paths.signals import Stopped


def saved_meanwhile(team: Team) -> None:
    write(team.repository / "pipeline/source.py", "saved meanwhile\n")


def stopped(_team: Team) -> None:
    raise Stopped(2)


@pytest.mark.parametrize(
    ("happens", "at", "raised"),
    [
        (saved_meanwhile, "extensions/stages.py", Refused),
        (stopped, "extensions/stages.py", Stopped),
        (stopped, ".copier-answers.yml", Stopped),
    ],
)
def test_an_undo_that_cannot_be_finished_has_done_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Team], None], at: str, raised: type[BaseException]
) -> None:
    team.adopt(take=(STACK,))
    before, held = state(team.repository), files(team.repository)
    really = WorkTree.remove

    def remove(self: WorkTree, path: str) -> None:
        if path == at:
            monkeypatch.setattr(WorkTree, "remove", really)
            happens(team)
        really(self, path)

    monkeypatch.setattr(WorkTree, "remove", remove)
    with pytest.raises(raised):
        undo(team.repository)
    changed = {path for path, content in files(team.repository).items() if held.pop(path) != content}
    assert (changed, held) == ({"pipeline/source.py"} if happens is saved_meanwhile else set(), {})
    assert state(team.repository).replace("AM pipeline", "A  pipeline") == before


def test_an_undo_that_can_neither_be_finished_nor_taken_back_says_to_run_it_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.adopt()

    def fails(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "extensions")

    with monkeypatch.context() as broken:
        broken.setattr(WorkTree, "remove", fails)
        broken.setattr(WorkTree, "take_back", fails)
        with pytest.raises(HalfDone, match=r"^A part of the undo is written.*run this again: it takes back") as half:
            undo(team.repository)
    assert "version" not in str(half.value)
    # So it does.
    undo(team.repository)
    assert git(team.repository, "status", "--porcelain") == ""


def test_an_undo_and_an_update_do_not_run_at_once(team: Team) -> None:
    team.adopt()
    with alone(team.repository), pytest.raises(Refused, match="Another update is running in this repository"):
        undo(team.repository)
    assert (team.repository / ".copier-answers.yml").exists()
