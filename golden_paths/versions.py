"""Releases of the template by their tags, and what a repository has recorded of one."""

import re
from collections.abc import Mapping

from packaging.version import InvalidVersion, Version

# What `git describe` says of a commit after a tag, and of one without any.
DESCRIBED = re.compile(r"(?:.+-\d+-g)?([0-9a-f]{7,64})")


def as_version(tag: str) -> Version | None:
    """The version that a tag names, or None."""
    try:
        return Version(tag)
    except InvalidVersion:
        return None


def release_of(recorded: str) -> Version | None:
    """The release that a repository has, or after which its commit came (`v1.2.0-3-gabcdef0`, as git describes it)."""
    return as_version(recorded) or as_version(recorded.split("-", 1)[0])


def described_commit(recorded: str) -> str:
    """The commit in what `git describe` said of one that is no release; empty when it is none."""
    found = DESCRIBED.fullmatch(recorded)
    return found[1] if found else ""


def releases(tags: Mapping[str, str]) -> list[str]:
    """The tags that are releases, oldest first.

    tags: the commit of each tag. One that moves with releases is none: `stable`, and `v1` on the commit of `v1.2.0`.
    """
    found = {tag: version for tag in tags if (version := as_version(tag))}
    moving = {
        tag
        for tag, version in found.items()
        for other, longer in found.items()
        if tags[tag] == tags[other]
        and len(version.release) < len(longer.release)
        and longer.release[: len(version.release)] == version.release
        and not longer.is_prerelease
    }
    return sorted(found.keys() - moving, key=lambda tag: (found[tag], tag))
