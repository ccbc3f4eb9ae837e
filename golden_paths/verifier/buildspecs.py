"""Buildspecs: the commands of each phase, and what they call."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .documents import Lines
from .templates import as_list, as_text

# Source: AWS CodeBuild user guide, "Build specification reference", version 0.2.
PHASES = ("install", "pre_build", "build", "post_build")


@dataclass(frozen=True)
class Command:
    """A command of a phase. line: where its phase begins, from 1; 0 where nobody knows."""

    phase: str
    text: str
    line: int

    @property
    def where(self) -> str:
        return f"phase {self.phase}, line {self.line}" if self.line else f"phase {self.phase}"


@dataclass(frozen=True)
class Buildspec:
    """file: relative to what is verified; for one that stands in a template, the template and its project."""

    file: str
    body: Mapping[str, Any]

    def section(self, *names: str) -> Any:
        """What stands below these names; None where there is none."""
        found: Any = self.body
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    @property
    def commands(self) -> Iterator[Command]:
        """All of them, as they run."""
        phases = self.section("phases")
        for name in PHASES:
            phase = phases.get(name) if isinstance(phases, Mapping) else None
            if not isinstance(phase, Mapping):
                continue
            for part in ("commands", "finally"):
                for command in as_list(phase.get(part)):
                    yield Command(name, as_text(command), line_of(phase, part))

    @property
    def shell(self) -> str:
        """What runs the commands: sh, if nothing is written."""
        return as_text(self.section("env", "shell")) or "sh"

    @property
    def artifacts(self) -> set[str]:
        """The names of its artifacts; "" is the one that has none."""
        found = self.section("artifacts")
        if not isinstance(found, Mapping):
            return set()
        more = found.get("secondary-artifacts")
        named = {str(name) for name in more} if isinstance(more, Mapping) else set()
        return named | ({""} if "files" in found else set())

    @property
    def exported(self) -> set[str]:
        """The variables that later actions may read."""
        return {as_text(each) for each in as_list(self.section("env", "exported-variables"))}


def line_of(mapping: Mapping[str, Any], key: str) -> int:
    """The line of a key, from 1; 0 where nobody knows."""
    return mapping.of.get(key, mapping.line) if isinstance(mapping, Lines) else 0


def made_by(command: str, variables: Mapping[str, str]) -> Iterator[str]:
    """The targets that a shell command lets make build, with the values of these variables put in.

    A target that holds a variable of another name is left out.
    """
    for part in re.split(r"&&|\|\||[;|\n]", command):
        words = _words(part)
        while words and (re.fullmatch(r"\w+=.*", words[0]) or words[0] in {"env", "time", "nice", "exec", "!"}):
            del words[0]
        if not words or words[0] != "make":
            continue
        skip = False
        for word in words[1:]:
            if skip or word in {"-C", "-f", "-j", "-o", "-W", "-I"}:
                skip = not skip
                continue
            target = re.sub(r"\$\{?(\w+)\}?", lambda found: variables.get(found[1], found[0]), word)
            if not target.startswith("-") and "=" not in target and "$" not in target:
                yield target


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()
