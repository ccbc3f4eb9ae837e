"""Reads `questions/ownership.yml` of the template: who owns which file of a rendered repository."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml
from pathspec import GitIgnoreSpec

FILE = Path("questions") / "ownership.yml"
HEADINGS = ("seed-once", "extension", "retired")
# In the comment of a seed-once file that was managed before: it is merged once more.
HANDED_OVER = re.compile(r"(/[^{}]+)\{% endif %\}\" # [0-9.]+, handed over", re.MULTILINE)
ONLY_ON_UPDATE = re.compile(r"\{% if _copier_operation == 'update' %\}(/[^{}]+)\{% endif %\}")


@dataclass(frozen=True)
class Ownership:
    """Patterns as git writes them, by class; whatever none of them matches is managed."""

    seed_once: tuple[str, ...] = ()
    extension: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    handed_over: tuple[str, ...] = ()

    def owner(self, path: str) -> str:
        """`seed-once`, `extension`, `retired`, `kept` or `managed`."""
        return next((name for name, spec in self._classes.items() if spec.match_file(path)), "managed")

    def handing_over(self, before: "Ownership", rendered: Container[str]) -> "Ownership":
        """The ownership that holds during an update from a release with the ownership `before`.

        rendered: the paths that the release renders. A file that is handed to the team between the two was managed
        until now: it is merged once more, so that the team gets it as this release has it.
        """
        now = {
            pattern
            for pattern in self.handed_over
            if before.owner(pattern.lstrip("/")) == "managed" and pattern.lstrip("/") in rendered
        }
        return replace(self, seed_once=tuple(each for each in self.seed_once if each not in now))

    @cached_property
    def _classes(self) -> dict[str, GitIgnoreSpec]:
        patterns = {
            "seed-once": self.seed_once,
            "extension": self.extension,
            "retired": self.retired,
            "kept": self.kept,
        }
        return {name: GitIgnoreSpec.from_lines(lines) for name, lines in patterns.items()}


def patterns(written: str, heading: str) -> list[str]:
    """The patterns under one heading of `_exclude`, as written. Raises ValueError when a heading is missing."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in written.split("_skip_if_exists:")[0].splitlines():
        if start := re.match(r"  # ([a-z-]+): ", line):
            current = start[1]
            found[current] = []
        elif current and line.startswith("  - "):
            found[current] += yaml.safe_load(line)
    if tuple(found) != HEADINGS:
        raise ValueError(f"{FILE}: the headings are {', '.join(HEADINGS)}, not {', '.join(found)}")
    return found[heading]


def read(written: str) -> Ownership:
    """The classes that an ownership file declares.

    Raises ValueError: a heading is missing, or another variable than `_copier_operation` decides.
    """
    paths: dict[str, list[str]] = {"retired": patterns(written, "retired")}
    for heading in ("seed-once", "extension"):
        paths[heading] = []
        for pattern in patterns(written, heading):
            if not (match := ONLY_ON_UPDATE.fullmatch(pattern)):
                raise ValueError(f"{FILE}: only `_copier_operation` may decide, not in {pattern}")
            paths[heading].append(match[1])
    kept = yaml.safe_load(written[written.index("_skip_if_exists:") :])["_skip_if_exists"]
    return Ownership(
        seed_once=tuple(paths["seed-once"]),
        extension=tuple(paths["extension"]),
        retired=tuple(paths["retired"]),
        kept=tuple(kept),
        handed_over=tuple(HANDED_OVER.findall(written)),
    )
