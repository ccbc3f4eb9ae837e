"""Says what an adoption did or would do, in lines of at most 80 columns."""

import json
import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from golden_paths.address import started_by_uv
from golden_paths.adoption.compare import Choice, File, Standing
from golden_paths.adoption.plan import Adoption
from golden_paths.adoption.undo import Undone
from golden_paths.change import GO_BACK
from golden_paths.names import shown
from golden_paths.own_files import FILE as OWN_FILE

COLUMNS = 80
DECIDED = {
    Choice.TAKE: "the template's replaces yours",
    Choice.KEEP: "yours stays",
    Choice.MERGE: "both, between conflict markers",
    Choice.UNDECIDED: "yours stays, undecided",
}


def as_json(adoption: Adoption, *, done: bool) -> str:
    """For machines."""
    told = {
        "template": adoption.template,
        "version": adoption.version,
        "answers": dict(adoption.answers),
        "done": done,
        **{str(each): [file.as_json() for file in adoption.those(each)] for each in Standing},
        "beside": adoption.beside,
        "written": adoption.written,
        "review": adoption.needs_review,
    }
    return json.dumps(told, indent=2)


def lines(adoption: Adoption, *, again: Sequence[str], done: bool) -> Iterator[str]:
    """For a person. again: the words of a command that does the same and writes."""
    new, equal, different = (adoption.those(each) for each in (Standing.NEW, Standing.EQUAL, Standing.DIFFERENT))
    left_out = adoption.those(Standing.LEFT_OUT)
    yield f"{adoption.template}"
    yield f"{adoption.version}: {len(new)} new, {len(equal)} equal, {len(different)} different"
    if new:
        yield "\nNew, where you have nothing:"
        for folder, files in _by_folder(new).items():
            yield from _wrapped(f"  {len(files):>4}  {folder or 'here'}", _some(files) if not folder else "")
    if equal:
        yield "\nEqual:"
        yield from _wrapped("      ", ", ".join(file.path for file in equal))
    if different:
        yield "\nDifferent:"
        for file in different:
            yield from _different(file, in_conflict=file.path in adoption.in_conflict)
    for file in left_out:
        yield from _wrapped("\n", f"Left out: {file.path}, because {file.means}. `make update` does not bring it.")
    if adoption.beside:
        yield "\nYours, and the tools of the template read it:"
        for path, means in adoption.beside.items():
            yield from _wrapped("  ", f"{path}: {means}")
    yield from _done(adoption) if done else _next(adoption, again)


def undone_lines(undone: Undone) -> Iterator[str]:
    """What an undo did."""
    yield f"{len(undone.removed)} files of the template removed, {len(undone.restored)} of yours restored."
    if undone.left:
        yield "\nLeft, since they are not as the template has them:"
        for path in undone.left:
            yield f"  {shown(path)}" + (" (git has something else staged)" if path in undone.staged else "")
        if len(undone.staged) < len(undone.left):
            yield "\nTo bring back what is committed of one: git checkout HEAD -- PATH"
        if undone.staged:
            yield "\nTo bring back what is staged of one: git restore PATH"
    yield from _wrapped("", f"Your answers are kept: --data-file {undone.answers}")


def _different(file: File, *, in_conflict: bool) -> Iterator[str]:
    lines = "binary" if file.added is None else f"{file.added} lines only the template's, {file.removed} only yours"
    choice = file.choice or Choice.UNDECIDED
    yield f"  {file.path} ({file.owner}): {lines}"
    if choice is Choice.MERGE and not in_conflict:
        yield "      both, which git merges without a conflict"
    elif choice in (Choice.TAKE, Choice.MERGE):
        yield f"      {DECIDED[choice]}"
    else:
        yield from _wrapped("      ", f"{DECIDED[choice]}: {file.means}.")


def _next(adoption: Adoption, again: Sequence[str]) -> Iterator[str]:
    yield "\nNothing is written. To write what is new, and leave what is yours:"
    yield from _command([*again, "--write"])
    if adoption.those(Standing.DIFFERENT):
        yield "\nFor each different file, before that:"
        yield "  --show PATH    show the difference"
        yield "  --take PATH    write the template's; git has yours"
        yield "  --merge PATH   write both, between conflict markers"
        yield "  --keep PATH    decide that yours stays"


def _done(adoption: Adoption) -> Iterator[str]:
    yield f"\n{len(adoption.written)} files written and staged."
    if adoption.in_conflict:
        yield "\nDecide between the markers, then `git add`:"
        yield from (f"  {path}" for path in sorted(adoption.in_conflict))
    if OWN_FILE in adoption.files:
        yield from _wrapped(
            "\n",
            f"An update leaves alone what {OWN_FILE} lists. Bring what you need of the template's into such a file, "
            "then delete its line, and updates merge it.",
        )
    makefile = next((file for file in adoption.compared if file.path == "Makefile"), None)
    stays = makefile is not None and makefile.choice in (Choice.KEEP, Choice.UNDECIDED)
    if stays:
        yield "\nBring the targets that you need from the template's Makefile into yours:"
        yield from _command([*started_by_uv(adoption.template, Path()), "sample", "Makefile"])
    yield from _wrapped("\n", "Next: git diff --cached --stat, then make check, then commit.")
    yield f"To go back, with nothing lost: {GO_BACK}"


def _by_folder(files: Iterable[File]) -> dict[str, list[File]]:
    folders: dict[str, list[File]] = {}
    for file in files:
        first, *rest = PurePosixPath(file.path).parts
        folders.setdefault(f"{first}/" if rest else "", []).append(file)
    return folders


def _some(files: Sequence[File]) -> str:
    return ", ".join(file.path for file in files)


def _wrapped(begin: str, text: str) -> Iterator[str]:
    """`text` behind `begin`, its further lines below its first."""
    lead = begin.lstrip("\n")
    before = "\n" * (len(begin) - len(lead))
    indent = " " * (len(lead) + 2 if lead.strip() and len(lead) < 14 else 6 if lead else 0)
    first = f"{lead}  " if lead.strip() and text else lead
    wrapped = textwrap.wrap(
        text, COLUMNS, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    yield before + "\n".join(wrapped or [lead.rstrip()])


def _command(words: Sequence[str]) -> Iterator[str]:
    """A command that can be copied, over as many lines as it takes."""
    line = " "
    for word in words:
        quoted = shlex.quote(word)
        if len(line) + len(quoted) + 3 > COLUMNS and line.strip():
            yield f"{line} \\"
            line = "   "
        line = f"{line} {quoted}"
    yield line
