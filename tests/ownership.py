"""Reads `questions/ownership.yml`: who owns which file of a rendered repository."""

import re
from functools import cache

import yaml
from exports import ROOT
from pathspec import GitIgnoreSpec

FILE = ROOT / "questions" / "ownership.yml"
HEADINGS = ("seed-once", "extension", "retired")
ONLY_ON_UPDATE = re.compile(r"\{% if _copier_operation == 'update' %\}(/[^{}]+)\{% endif %\}")


def patterns(heading: str) -> list[str]:
    """The patterns under one heading of `_exclude`, as written in the file."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in FILE.read_text("utf-8").split("_skip_if_exists:")[0].splitlines():
        if start := re.match(r"  # ([a-z-]+): ", line):
            current = start[1]
            found[current] = []
        elif current and line.startswith("  - "):
            found[current] += yaml.safe_load(line)
    assert tuple(found) == HEADINGS, f"{FILE.name}: the headings are {', '.join(HEADINGS)}"
    return found[heading]


def paths(heading: str) -> list[str]:
    """The same patterns without the condition around them. Retired files have none."""
    if heading == "retired":
        return patterns(heading)
    matches = [(pattern, ONLY_ON_UPDATE.fullmatch(pattern)) for pattern in patterns(heading)]
    assert [pattern for pattern, match in matches if not match] == [], "only `_copier_operation` may decide"
    return [match[1] for _, match in matches if match]


def owner(path: str) -> str:
    """`seed-once`, `extension`, `kept` or `managed`: the class of a rendered file."""
    return next((name for name, spec in _classes().items() if spec.match_file(path)), "managed")


@cache
def _classes() -> dict[str, GitIgnoreSpec]:
    lines = {heading: paths(heading) for heading in ("seed-once", "extension")} | {"kept": kept()}
    return {name: GitIgnoreSpec.from_lines(patterns) for name, patterns in lines.items()}


def kept() -> list[str]:
    """The patterns of files that an update leaves alone while they exist."""
    written = FILE.read_text("utf-8")
    settings: dict[str, list[str]] = yaml.safe_load(written[written.index("_skip_if_exists:") :])
    return settings["_skip_if_exists"]
