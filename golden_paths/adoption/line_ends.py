"""Files of the team that git shows as modified once `.gitattributes` of the template is there."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from golden_paths.git import SUBMODULE, SYMBOLIC_LINK, Tree, listed, records
from golden_paths.scratch import Scratch
from golden_paths.surroundings import scratch_folder

ATTRIBUTES = ".gitattributes"
COMMITTED_WITH_CRLF = (
    "it is committed with CRLF, and .gitattributes of the template has it with LF in git, so git shows it as modified: "
    "git add --renormalize . when the adoption is committed"
)


def shown_as_modified(git: Scratch, mine: Tree, after: Tree) -> Iterator[str]:
    """The files of `mine` that stay in `after`, have CRLF in git, and are text by its `.gitattributes`.

    Nothing where these stay as they are. `text=auto` leaves such a file alone.
    """
    attributes = {path: entry for path, entry in after.items() if PurePosixPath(path).name == ATTRIBUTES}
    if all(mine.get(path) == entry for path, entry in attributes.items()):
        return
    stay = [path for path, entry in mine.items() if after.get(path) == entry]
    stay = [path for path in stay if mine[path].mode not in (SUBMODULE, SYMBOLIC_LINK)]
    for path in sorted(_text(git, attributes, stay)):
        if b"\r\n" in git.read(mine[path]):
            yield path


def _text(git: Scratch, attributes: Tree, paths: list[str]) -> Iterator[str]:
    with scratch_folder() as folder:
        index = {"GIT_INDEX_FILE": str(folder / "index")}
        git.run("update-index", "-z", "--index-info", given=records(attributes), environment=index)
        command = ("check-attr", "--cached", "-z", "--stdin", "text", "eol")
        told = iter(git.run(*command, given=listed(paths), environment=index).split(b"\0"))
    for path, (_path, _text, text, _path, _eol, eol) in zip(paths, zip(*[told] * 6, strict=False), strict=True):
        # An `eol` alone says that it is text, too.
        if text == b"set" or (text == b"unspecified" and eol in (b"lf", b"crlf")):
            yield path
