"""What stands where an adoption would have to write a file: it is refused by name, before anything is written."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from golden_paths.address import started_by_uv
from golden_paths.git import SUBMODULE, SYMBOLIC_LINK, Tree
from golden_paths.names import shown
from golden_paths.project import ANSWERS_FILE, Refused
from golden_paths.standing import parents


def refuse_obstacles(folder: Path, mine: Tree, target: Tree) -> None:
    """Raises Refused: the first of these that is there.

    mine: what is committed in `folder`. target: what the template would have there.
    """
    _refuse_other_letters(mine, target)
    seen: set[str] = set()
    for path in sorted(target):
        for above in reversed(parents(path)):
            if above not in seen:
                _refuse_above(folder, mine, path, above)
            seen.add(above)
        _refuse_at(folder, mine, target, path)


def refuse_a_rendered_repository(folder: Path, mine: Tree, template: str) -> None:
    """Raises Refused where a template's answers file is there already. template: the address that was given."""
    if ANSWERS_FILE in mine:
        raise Refused(
            f"{ANSWERS_FILE} is there, so this repository was made from a template already: make update brings a newer "
            "version. If that was another template, remove that file, commit, and run this again."
        )
    if os.path.lexists(folder / ANSWERS_FILE):
        raise Refused(
            f"{ANSWERS_FILE} is there and not committed, as a copy or an adoption leaves it. Commit it, or take "
            f"everything back that came with it: {shlex.join([*started_by_uv(template, folder), 'adopt', '--undo'])}"
        )


def _refuse_other_letters(mine: Tree, target: Tree) -> None:
    """Two names that are one on Windows and macOS, as files or as folders above them."""
    names = {name for path in mine for name in (path, *parents(path))}
    here = {name.casefold(): name for name in names}
    for path in sorted(target):
        for name in (*reversed(parents(path)), path):
            other = here.get(name.casefold(), name)
            if name not in names and other != name:
                raise Refused(
                    f"{shown(other)} and the template's {name} are one on Windows and macOS: rename yours first "
                    f"(git mv {shown(other)} {name}), commit, and run this again."
                )


def _refuse_above(folder: Path, mine: Tree, path: str, above: str) -> None:
    here = folder / above
    kind = mine[above].mode if above in mine else ""
    if kind == SUBMODULE:
        raise Refused(f"{shown(above)} is a submodule, and the template has {path}: move it, commit, run this again.")
    if here.is_symlink():
        leads = " and leads out of the repository" if _leads_out(folder, here) else ""
        raise Refused(
            f"{shown(above)} is a symbolic link{leads}, and the template has {path}: put a folder in its place, "
            "commit, and run this again."
        )
    if os.path.lexists(here) and not here.is_dir():
        raise Refused(
            f"{shown(above)} is a file, and the template needs a folder there for {path}: rename yours, commit, and "
            "run this again."
        )


def _refuse_at(folder: Path, mine: Tree, target: Tree, path: str) -> None:
    here = folder / path
    if path in mine:
        if mine[path].mode == SUBMODULE:
            raise Refused(f"{path} is a submodule, and the template has a file there: move it, commit, run this again.")
        if (mine[path].mode == SYMBOLIC_LINK) != (target[path].mode == SYMBOLIC_LINK):
            leads = " and leads out of the repository" if _leads_out(folder, here) else ""
            raise Refused(
                f"{path} is a symbolic link{leads}, and the template has a file there: put the file in its place, "
                "commit, and run this again."
            )
        return
    if here.is_dir() and not here.is_symlink():
        if next(_files(here), None) is not None:
            raise Refused(
                f"{path} is a folder, and the template has a file there: rename yours, commit, and run this again."
            )
    elif os.path.lexists(here):
        raise Refused(
            f"{path} is not in git, which ignores it, and the template has a file there: move yours away, or commit it "
            f"(git add --force {path}), and run this again."
        )


def _leads_out(folder: Path, link: Path) -> bool:
    return not link.resolve().is_relative_to(folder.resolve())


def _files(folder: Path) -> Iterator[str]:
    for _where, _folders, files in os.walk(folder):
        yield from files
