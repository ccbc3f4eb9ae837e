"""What an adoption would do to a repository, worked out with nothing of it changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from golden_paths.adoption.compare import Choice, Choices, File, Standing, compared
from golden_paths.adoption.line_ends import COMMITTED_WITH_CRLF, shown_as_modified
from golden_paths.adoption.meaning import BESIDE, of_own_list
from golden_paths.adoption.obstacles import refuse_a_rendered_repository, refuse_obstacles
from golden_paths.change import NOT_RECORDED, Change, lacking
from golden_paths.git import Entry, Git, Tree
from golden_paths.own_files import FILE as OWN_FILE
from golden_paths.own_files import lines_of, written_list
from golden_paths.project import ANSWERS_FILE, Answers, Refused
from golden_paths.promise import is_binary
from golden_paths.repository import repository
from golden_paths.scratch import Scratch, scratch_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned, rendered_answers


@dataclass(frozen=True, kw_only=True)
class Adoption(Change):
    """What an adoption does to a repository.

    compared: all files of the template but the answers file. listed: the lines of the team's list before and after it.
    line_ends: files of the team that git shows as modified with the template's `.gitattributes`.
    """

    what: ClassVar[str] = "adoption"
    half_done: ClassVar[str] = NOT_RECORDED

    template: str
    version: str
    answers: Answers
    stored: bytes
    compared: tuple[File, ...]
    listed: tuple[tuple[str, ...], tuple[str, ...]]
    line_ends: tuple[str, ...]

    @property
    def beside(self) -> dict[str, str]:
        """Files of the team that act on the tools of the template, and how."""
        of_tools = {
            path: means for path, means in BESIDE.items() if path in self.mine and path not in self.files_of_template
        }
        of_tools |= dict.fromkeys(self.line_ends, COMMITTED_WITH_CRLF)
        return of_tools | ({OWN_FILE: of_own_list(*self.listed)} if OWN_FILE in self.mine else {})

    @property
    def files_of_template(self) -> set[str]:
        return {file.path for file in self.compared}

    def those(self, *standings: Standing) -> list[File]:
        """The files that stand so, in the order of their paths."""
        return [file for file in self.compared if file.standing in standings]

    @property
    def needs_review(self) -> bool:
        """Whether a person must look: something is undecided, to be merged by hand, left out, or acts on tools."""
        return bool(self.beside) or any(
            file.choice is Choice.UNDECIDED or file.standing is Standing.LEFT_OUT or file.path in self.in_conflict
            for file in self.compared
        )

    @property
    def in_conflict(self) -> set[str]:
        """The files that have conflict markers; git merges without them where one of the two is empty."""
        return {record.partition("\t")[2] for record in self.unmerged}


def plan(
    folder: Path, template: str, *, to: str = "", answers: Answers | None = None, asked: bool = False, choices: Choices
) -> Adoption:
    """Work out the adoption of the repository in `folder`; nothing of it is changed.

    template: its address, as copier takes it. to: a version, by default the latest release. answers: those that are not
    the default. asked: ask the rest on the screen. choices: what is decided of files that differ.
    Raises Refused.
    """
    address = _absolute(template)
    refuse_half_of_a_copy(folder, address)
    git = repository(folder)
    head = git.line("rev-parse", "HEAD")
    mine = git.tree(head)
    with cloned(address, folder=folder) as source, scratch_of(git) as scratch, scratch_folder() as renderings:
        version = source.version(to)
        rendering = source.render(version, dict(answers or {}), renderings / "new", asked=asked)
        stored = _answers(rendering)
        target = scratch.import_folder(rendering)
        refuse_obstacles(folder, mine, {**target, OWN_FILE: target[ANSWERS_FILE]})
        files = compared(scratch, mine, target, source.ownership(version), choices)
        merged, unmerged = _merged(scratch, mine, target, files, label=f"template-{version}")
        after: dict[str, Entry] = {**mine, **_written(target, files), **merged}
        before, list_now = own_list(scratch, mine, files)
        if list_now != before:
            after[OWN_FILE] = Entry("100644", scratch.store(list_now))
        return Adoption(
            head=head,
            mine=mine,
            files=after,
            unmerged=unmerged,
            objects=scratch.pack(lacking(after, mine, unmerged)),
            template=address,
            version=version,
            answers=stored,
            stored=(rendering / ANSWERS_FILE).read_bytes(),
            compared=tuple(files),
            listed=(tuple(lines_of(before)), tuple(lines_of(list_now))),
            line_ends=tuple(shown_as_modified(scratch, mine, after)),
        )


def refuse_half_of_a_copy(folder: Path, template: str) -> None:
    """Raises Refused in a repository that is rendered, wholly or half, before its work is called uncommitted."""
    git = repository(folder, clean=False)
    refuse_a_rendered_repository(folder, git.tree("HEAD"), template)


def _absolute(template: str) -> str:
    """A relative folder is written so that it is found from the repository, too."""
    local = Path(template).expanduser()
    return str(local.resolve()) if local.exists() else template


def _answers(rendering: Path) -> dict[str, Any]:
    if not (rendering / ANSWERS_FILE).is_file():
        raise Refused(f"This template writes no {ANSWERS_FILE}, so what is made from it cannot be updated.")
    return rendered_answers(rendering)


def _written(target: Tree, files: Iterable[File]) -> dict[str, Entry]:
    """The files of the template that come into the repository as they are."""
    paths = {file.path for file in files if file.standing is Standing.NEW or file.choice is Choice.TAKE}
    return {path: entry for path, entry in target.items() if path in paths or path == ANSWERS_FILE}


def _of_the_team(files: Iterable[File]) -> list[str]:
    """What an update has to leave alone: a file that an update would merge, and one that it would bring back."""
    return [
        file.path
        for file in files
        if file.standing is Standing.LEFT_OUT
        or (file.owner == "managed" and file.choice in (Choice.KEEP, Choice.UNDECIDED))
    ]


def own_list(git: Git, mine: Tree, files: Iterable[File]) -> tuple[bytes, bytes]:
    """The list of the team's files that is there, empty where there is none, and as the adoption leaves it.

    Lines that somebody wrote stay, but those of files that come from the template now.
    """
    files = tuple(files)
    before = git.read(mine[OWN_FILE]) if OWN_FILE in mine else b""
    listed = _of_the_team(files)
    if not listed and not before:
        return before, before
    come = (Choice.TAKE, Choice.MERGE)
    without = [file.path for file in files if file.standing is Standing.NEW or file.choice in come]
    return before, written_list(listed, before=before, without=without)


def _merged(
    git: Scratch, mine: Tree, target: Tree, files: Iterable[File], *, label: str
) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """Both versions of each file that is to be merged, between conflict markers, and git's records of them."""
    paths = [file.path for file in files if file.choice is Choice.MERGE]
    for path in paths:
        if any(is_binary(git.read(tree[path])) for tree in (mine, target)):
            raise Refused(f"--merge {path}: this file is binary, and cannot be merged: --take or --keep it.")
    if not paths:
        return {}, ()
    nothing = git.commit(git.write_tree({}))
    sides = [git.commit(git.write_tree({path: tree[path] for path in paths}), nothing) for tree in (mine, target)]
    merged, unmerged = git.merge(*sides, label=label)
    # The mode of an unmerged file is the team's.
    result = {path: Entry(mine[path].mode, merged[path].blob) for path in paths}
    return result, tuple(record for path in sorted(unmerged) for record in unmerged[path])
