"""Says what happened, also where the reader cannot show it, has gone, or has no room."""

import codecs
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence

from golden_paths.findings import Finding, need_review
from golden_paths.names import is_byte, shown
from golden_paths.update import GO_BACK, Update

LATER = {"→": "->", "–": "-", "…": "..."}  # noqa: RUF001


class NotTold(Exception):
    """The output could not be written; the message says why."""


def prepare() -> None:
    """Give the program three standard streams, and let none of them fail for a character that it does not know."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # closed: the next file that is opened would become standard output
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error("golden-paths", _instead)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="golden-paths")


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Write what is printed here. A reader that has gone wanted no more; raises NotTold for any other reason."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up_output()
    except OSError as error:
        _give_up_output()
        raise NotTold(error.strerror or str(error)) from None


def complain(sentence: object, *, end: str = "\n") -> None:
    """One sentence on standard error, if anybody reads it."""
    with contextlib.suppress(OSError):
        print(sentence, end=end, file=sys.stderr, flush=True)


def tell(update: Update, *, as_json: bool, done: bool) -> None:
    """Print what an update did, or with `done` false what it would do."""
    if as_json:
        told = {
            "from": update.origin.version,
            "to": update.version,
            "written": update.written,
            "removed": update.removed,
            "findings": [finding.as_json() for finding in update.findings],
            "review": need_review(update.findings),
        }
        print(json.dumps(told, indent=2))
        return
    counted = f"{len(update.written)} files written, {len(update.removed)} removed"
    print(f"\n{update.origin.version} → {update.version}: {counted}")
    for sign, paths in (("+", update.written), ("-", update.removed)):
        for path in paths:
            print(f"  {sign} {shown(path)}")
    if update.changelog:
        print(f"\n{update.changelog}")
    print_findings(update.findings)
    if done and update.changes_nothing:
        print("\nNothing changed.")
    elif done:
        first = "see to these" if need_review(update.findings) else "git diff HEAD"
        print(f"\nNext: {first}, then make check, then commit.")
        print(f"To go back, with nothing lost: {GO_BACK}")


def print_findings(findings: Sequence[Finding]) -> None:
    """Findings under two headings: those that a person must look at first."""
    for title, wanted in (("To review", True), ("Good to know", False)):
        listed = [finding for finding in findings if finding.needs_review is wanted]
        if listed:
            print(f"\n{title}:")
        for finding in listed:
            print(f"  {finding.sentence}")


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_plain(character) for character in error.object[error.start : error.end]), error.end


def _plain(character: str) -> str:
    if is_byte(character):  # of a file name that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return LATER.get(character) or character.encode("ascii", "backslashreplace").decode()


def _give_up_output() -> None:
    """Python flushes standard output once more when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
