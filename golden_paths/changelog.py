"""Sections of a changelog in the form of Keep a Changelog (https://keepachangelog.com)."""

import re

from golden_paths.versions import as_version, release_of

HEADING = re.compile(r"## \[?([^\]\s]+)\]?")


def between(text: str, current: str, wanted: str) -> str:
    """What changed after `current`, up to `wanted`; the newest first, as it is written. Empty when nothing is found."""
    first, last = release_of(current), as_version(wanted)
    if first is None or last is None:
        return ""
    sections = re.split(r"^(?=## )", text, flags=re.M)
    versions = [(as_version(found[1]) if (found := HEADING.match(section)) else None) for section in sections]
    dated = zip(sections, versions, strict=True)
    return "\n\n".join(section.strip() for section, version in dated if version and first < version <= last)
