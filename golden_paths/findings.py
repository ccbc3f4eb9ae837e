"""What a person has to know after an update: one finding, one sentence on what to do."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from golden_paths.names import shown


class Kind(StrEnum):
    """What happened to a file, or to an answer."""

    CONFLICT = "conflict"
    REJECTED = "rejected"
    DROPPED = "dropped"
    MET = "met"
    BINARY = "binary"
    NOT_MERGED = "not-merged"
    LOST = "lost"
    DIFFERS = "differs"
    RESOLVED = "resolved"
    LEFT = "left"
    ADDED = "added"
    MOVED = "moved"
    ABSENT = "absent"
    ANSWER = "answer"
    CARRIED = "carried"
    LOCKED = "locked"
    LOCK = "lock"
    OWN = "own"


YOURS_IS_KEPT = "yours is kept: `make sample FILE={path}` shows the template's"
SENTENCES = {
    Kind.CONFLICT: "you and the template changed the same lines: decide between the markers, then `git add` it",
    Kind.REJECTED: "a part of an update that fits nowhere: apply it by hand, then delete it",
    Kind.DROPPED: (
        "the template dropped or renamed this file, which you had changed; yours is kept: move your changes, or keep it"
    ),
    Kind.MET: f"the template has a new file of this name; {YOURS_IS_KEPT}",
    Kind.BINARY: f"you and the template changed this binary file; {YOURS_IS_KEPT}",
    Kind.NOT_MERGED: f"your changes could not be merged; {YOURS_IS_KEPT}",
    Kind.LOST: "lines of yours are gone: restore them from the commit before the update. {other}",
    Kind.DIFFERS: "is not as `make update` leaves it: make it so, or say in the pull request why not. {other}",
    Kind.RESOLVED: "in its conflict the template's lines were taken, and lines of yours were left out",
    Kind.LEFT: "the template has no such file any more, and you never changed it: you may delete it",
    Kind.ADDED: "is neither yours nor the template's: it came with this update",
    Kind.MOVED: "the template renamed it to {other}; your changes went along",
    Kind.ABSENT: "you moved or deleted it and the template improved it: `make sample FILE={path}` shows the template's",
    Kind.ANSWER: "{other}",
    Kind.CARRIED: "{other}",
    Kind.LOCKED: "{other}",
    Kind.LOCK: "{other}",
    Kind.OWN: "the template changed it; yours stays, since .golden-paths-own lists it. The template's: "
    'uvx --from "$(python3 template_address.py)" golden-paths sample {path}',
}
# Good to know; nobody has to do anything.
NEWS = {Kind.MOVED, Kind.RESOLVED, Kind.LEFT, Kind.ADDED, Kind.ABSENT, Kind.CARRIED, Kind.LOCKED, Kind.OWN}


@dataclass(frozen=True, order=True)
class Finding:
    """`path` is a file, or the name of a question; `other` what the sentence needs beside it."""

    kind: Kind
    path: str
    other: str = ""

    @property
    def needs_review(self) -> bool:
        return self.kind not in NEWS

    @property
    def sentence(self) -> str:
        """What to do, in one sentence that names the file."""
        path = shown(self.path)
        return f"{path}: {SENTENCES[self.kind].format(path=path, other=self.other)}".rstrip()

    def as_json(self) -> dict[str, str | bool]:
        """For machines: the same."""
        return {**asdict(self), "sentence": self.sentence, "needs_review": self.needs_review}


def need_review(findings: Iterable[Finding]) -> bool:
    """Whether a person must look."""
    return any(finding.needs_review for finding in findings)
