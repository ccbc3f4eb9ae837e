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
    """A command of a phase. line: where its phase begins, from 1; 0 where nobody knows.

    elsewhere: a command before it went into another folder, and CodeBuild stays there.
    """

    phase: str
    text: str
    line: int
    elsewhere: bool = False

    @property
    def where(self) -> str:
        return f"phase {self.phase}, line {self.line}" if self.line else f"phase {self.phase}"

    def targets(self, variables: Mapping[str, str]) -> Iterator[str]:
        """What it lets make build with the makefile of the repository, see `made_by`."""
        return iter(()) if self.elsewhere else made_by(self.text, variables, anywhere=False)


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
        phases, elsewhere = self.section("phases"), False
        for name in PHASES:
            phase = phases.get(name) if isinstance(phases, Mapping) else None
            if not isinstance(phase, Mapping):
                continue
            for part in ("commands", "finally"):
                for command in as_list(phase.get(part)):
                    text = as_text(command)
                    yield Command(name, text, line_of(phase, part), elsewhere)
                    if gone := LEAVES.findall(text):
                        elsewhere = not gone[-1].strip("\"'{}$").startswith("CODEBUILD_SRC_DIR")

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


# Of a subshell, for example `(cd infra && make plan)`, the folder is its own.
LEAVES = re.compile(r"(?:^|[;&|]\s*)(?:cd|pushd)[ \t]+(\S+)", re.MULTILINE)
OWN_WORD = {"-C", "-f", "-o", "-W", "-I", "--directory", "--file", "--makefile"}
ELSEWHERE = re.compile(r"-[Cf]|--(directory|file|makefile)(=|$)")


def made_by(command: str, variables: Mapping[str, str], *, anywhere: bool = True) -> Iterator[str]:
    """The targets that a shell command lets make build, with the values of these variables put in.

    A target that holds a variable of another name is left out. anywhere: with those of another folder or makefile.
    """
    for part in re.split(r"&&|\|\||[;|\n]", command):
        words = _words(part.strip().removeprefix("("))
        while words and (re.fullmatch(r"\w+=.*", words[0]) or words[0] in {"env", "time", "nice", "exec", "!"}):
            del words[0]
        if words and words[0] in {"cd", "pushd"} and not anywhere:
            return
        if not words or words[0] != "make":
            continue
        if not anywhere and any(ELSEWHERE.match(word) for word in words):
            continue
        skip = False
        for word in words[1:]:
            if skip or word in OWN_WORD:
                skip = not skip
                continue
            target = re.sub(r"\$\{?(\w+)\}?", lambda found: variables.get(found[1], found[0]), word)
            # The number of `-j 4` is no target.
            if not target.startswith("-") and not target.isdigit() and "=" not in target and "$" not in target:
                yield target.removesuffix(")") if "(" not in target else target


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()
