"""Whatever would lose something, or leave half of a repository, is refused by name, and nothing is touched."""

import os
from collections.abc import Callable
from pathlib import Path

import copier
import pytest
from adopt.conftest import Team
from copier.errors import CopierAnswersInterrupt, CopierError, InteractiveSessionError, UnsafeTemplateError
from releases import commit, git
from updates.small_template import STACK, golden_paths, state, write

from golden_paths.adoption.adopt import shown_difference
from golden_paths.project import Refused
from golden_paths.signals import Stopped


def uncommitted(team: Team) -> None:
    write(team.repository / "src/main.py", "print(2)\n")


def untracked(team: Team) -> None:
    write(team.repository / "notes.txt", "mine\n")


def rendered(team: Team) -> None:
    team.writes(".copier-answers.yml", "_src_path: elsewhere\n")


def half_a_copy(team: Team) -> None:
    write(team.repository / ".copier-answers.yml", "_src_path: elsewhere\n")


def no_git(team: Team) -> None:
    (team.repository / ".git").rename(team.repository.with_name("moved.git"))


def ignored(team: Team) -> None:
    team.writes(".gitignore", "tool.lock\n")
    write(team.repository / "tool.lock", "a secret\n")


def other_letters(team: Team) -> None:
    git(team.repository, "mv", "README.md", "Readme.md")
    commit(team.repository)


def other_letters_of_a_folder(team: Team) -> None:
    team.writes("Extensions/ours.py", "ours\n")


def folder_in_the_way(team: Team) -> None:
    team.writes("tool.lock/ours", "ours\n")


def file_in_the_way(team: Team) -> None:
    team.writes("extensions", "ours\n")


def link_in_the_way(team: Team) -> None:
    (team.repository / "extensions").symlink_to(team.repository.parent)
    commit(team.repository)


def link_for_a_file(team: Team) -> None:
    (team.repository / "tool.lock").symlink_to("LICENSE")
    commit(team.repository)


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (uncommitted, "src/main.py is not committed. Commit or stash"),
        (untracked, "notes.txt is not committed"),
        (rendered, "made from a template already: make update"),
        (half_a_copy, r"uvx --from git\+file://\S+ golden-paths adopt --undo"),
        (no_git, "is no git repository: git init"),
        (ignored, "tool.lock is not in git, which ignores it"),
        (
            other_letters,
            r"Readme.md and the template's README.md are one on Windows and macOS.*git mv Readme.md README.md",
        ),
        (other_letters_of_a_folder, r"Extensions and the template's extensions are one.*git mv Extensions extensions"),
        (folder_in_the_way, "tool.lock is a folder, and the template has a file there"),
        (file_in_the_way, "extensions is a file, and the template needs a folder there"),
        (link_in_the_way, "extensions is a symbolic link and leads out of the repository"),
        (link_for_a_file, "tool.lock is a symbolic link, and the template has a file there"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_is_in_the_way_is_named_and_nothing_is_touched(
    team: Team, happens: Callable[[Team], None], told: str
) -> None:
    happens(team)
    before = sorted(path for path in team.repository.rglob("*"))
    with pytest.raises(Refused, match=told) as refused:
        team.adopt()
    assert len(str(refused.value).splitlines()) == 1
    assert sorted(path for path in team.repository.rglob("*")) == before


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"take": ("src/main.py",)}, f"--take src/main.py: .* these are: README.md, {STACK}, service/logic.py"),
        ({"keep": ("nothing",)}, "--keep nothing: this is no file that differs"),
        ({"take": (STACK,), "keep": (STACK,)}, "is named by two of --take, --keep and --merge"),
    ],
)
def test_a_choice_about_a_file_that_does_not_differ_is_refused(
    team: Team, choices: dict[str, tuple[str, ...]], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        team.plan(**choices)


def test_a_binary_file_is_not_merged(team: Team) -> None:
    team.writes("logo.png", b"\0ours")
    with pytest.raises(Refused, match=r"--merge logo\.png: this file is binary"):
        team.plan(merge=("logo.png",))


def test_a_folder_below_the_top_of_a_repository_is_refused(team: Team) -> None:
    done = golden_paths(team.repository / "src", "adopt", team.template, "--defaults")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "run this where its .git is" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--defaults", "--data", "delivery"], '--data "delivery" is no answer: write NAME=VALUE'),
        (["--defaults", "--data", "delivery=never"], "refuses an answer"),
        (["--defaults", "--data-file", "nowhere.yml"], "There is no file nowhere.yml"),
        (["--defaults", "--to", "v9.9.9"], '"v9.9.9" is no version of'),
        ([], "Nobody can be asked here: add --defaults"),
    ],
    ids=str,
)
def test_a_bad_command_gets_one_sentence(team: Team, words: list[str], told: str) -> None:
    before = state(team.repository)
    done = golden_paths(team.repository, "adopt", team.template, *words, "--write")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert state(team.repository) == before


@pytest.mark.slow
@pytest.mark.parametrize(("content", "told"), [("a: [", "answers.yml:1 is no YAML"), ("just text", "holds no answers")])
def test_a_file_of_answers_that_is_none_gets_one_sentence(team: Team, tmp_path: Path, content: str, told: str) -> None:
    write(tmp_path / "answers.yml", content)
    done = golden_paths(
        team.repository, "adopt", team.template, "--defaults", "--data-file", str(tmp_path / "answers.yml")
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_template_that_cannot_be_had_is_named(team: Team, tmp_path: Path) -> None:
    done = golden_paths(team.repository, "adopt", str(tmp_path / "nowhere"), "--defaults")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"The template cannot be fetched from {tmp_path / 'nowhere'}" in done.stderr


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nowhere.py", "^--show nowhere.py: the template has no such file"),
        ("pipeline/checks.py", "^--show pipeline/checks.py: yours is the same as the template's"),
    ],
)
def test_what_cannot_be_shown_is_told_by_the_option_that_was_given(team: Team, path: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        shown_difference(team.repository, team.template, path)


NOT_AN_ANSWER = [
    (InteractiveSessionError("Use `--defaults`"), Refused, "Nobody can be asked here, since the terminal has ended"),
    (UnsafeTemplateError(["tasks"]), Refused, "wants to run code of its own, and none is run: .*tasks.$"),
    # As copier raises it, with kilobytes of everything that it knows
    (CopierAnswersInterrupt({}, None, None), Stopped, "^SIGINT$"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("raised", "becomes", "told"), NOT_AN_ANSWER, ids=lambda each: type(each).__name__)
def test_what_ends_the_questions_is_no_refused_answer(
    team: Team, monkeypatch: pytest.MonkeyPatch, raised: CopierError, becomes: type[BaseException], told: str
) -> None:
    def ends(*_arguments: object, **_options: object) -> None:
        raise raised

    monkeypatch.setattr(copier, "run_copy", ends)
    with pytest.raises(becomes, match=told):
        team.plan()
