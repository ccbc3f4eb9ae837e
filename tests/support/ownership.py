"""Who owns which file of a rendered repository, as this template says it."""

from exports import ROOT

from golden_paths import ownership

FILE = ROOT / ownership.FILE
OWNERSHIP = ownership.read(FILE.read_text("utf-8"))


def patterns(heading: str) -> list[str]:
    """The patterns under one heading of `_exclude`, as written in the file."""
    return ownership.patterns(FILE.read_text("utf-8"), heading)


def paths(heading: str) -> list[str]:
    """The same patterns without the condition around them. Retired files have none."""
    return list(getattr(OWNERSHIP, heading.replace("-", "_")))


def owner(path: str) -> str:
    """`seed-once`, `extension`, `kept` or `managed`: the class of a rendered file."""
    return OWNERSHIP.owner(path)
