"""Makefiles: their targets and recipes, those of included files too. Conditionals count with both branches."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

RULE = re.compile(r"^(?P<targets>[^\s:#=][^:#=]*?)\s*::?(?!=)\s*(?P<needs>[^#;=]*?)\s*(#.*)?$")
SPECIAL = (".PHONY", ".DEFAULT_GOAL", ".SUFFIXES", ".ONESHELL", ".SILENT", ".POSIX", ".DELETE_ON_ERROR")
ASSIGNED = re.compile(r"^(?:export\s+)?(?P<name>[\w.-]+)\s*(?::{0,3}|[?+])=\s*(?P<value>[^#]*?)\s*(?:#.*)?$")
# With one pair of parentheses inside, for example $(addprefix build-,$(NAMES)).
VARIABLE = re.compile(r"\$[({](?:[^(){}$]|\$?[({][^(){}]*[)}])*[)}]")
# What stands for whatever a variable holds.
ANYTHING = "$"


@dataclass(frozen=True)
class Line:
    """A line of a recipe, with its continuation lines. number: from 1."""

    file: str
    number: int
    text: str


@dataclass
class Target:
    """What a makefile makes. needs: its prerequisites; one with `$` is known in part only."""

    name: str
    needs: list[str] = field(default_factory=list)
    recipe: list[Line] = field(default_factory=list)


@dataclass
class Makefile:
    """targets: by name; patterns (with %) among them. files: those that it is made of.

    has_more: it includes something, or makes rules, of which nobody knows the targets.
    """

    targets: dict[str, Target] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    has_more: bool = False
    variables: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Target | None:
        """What `make NAME` builds; a rule with a pattern last."""
        if name in self.targets:
            return self.targets[name]
        fitting = (each for each in self.targets.values() if "%" in each.name)
        return next((each for each in fitting if re.fullmatch(re.escape(each.name).replace("%", ".+"), name)), None)

    def may_make(self, name: str) -> bool:
        """Whether a target that nobody can read as it stands, such as one named by a variable, may be this one."""
        unknown = (each for each in self.targets if ANYTHING in each)
        return self.has_more or any(
            re.fullmatch(re.escape(each).replace(re.escape(ANYTHING), ".*"), name) for each in unknown
        )

    def built(self, name: str) -> Iterator[Target]:
        """That target and all that it needs, each once; what a recipe gives to a program of its own is not seen."""
        waiting, seen = [name], set()
        while waiting:
            target = self.find(waiting.pop())
            if target is not None and target.name not in seen:
                seen.add(target.name)
                yield target
                waiting += target.needs


def read(files: Mapping[str, str], name: str = "Makefile") -> Makefile:
    """The makefile of this name and what it includes. files: texts by name."""
    made = Makefile()
    _read(files, name, made)
    return made


def _read(files: Mapping[str, str], name: str, made: Makefile) -> None:
    made.files.add(name)
    current: list[Target] = []
    for number, text in _lines(files.get(name, "")):
        if text.startswith("\t"):
            for target in current:
                target.recipe.append(Line(name, number, text[1:]))
            continue
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if included := re.match(r"\s*[-s]?include\s+([^#]+)", text):
            _include(files, included[1], made)
            continue
        if assigned := ASSIGNED.match(text):
            # Of two branches, both: what is named in either of them is a target.
            before = made.variables.get(assigned["name"], "")
            made.variables[assigned["name"]] = f"{before} {assigned['value']}".strip()
            continue
        if re.match(r"\s*(\$\((eval|call|foreach)\b|define\b|load\b)", text):
            made.has_more = True
        found = RULE.match(_with_values(text, made))
        # A variable of a target, for example `all: FLAGS = -j`, is no rule.
        if found and not re.match(r"[^:]*:\s*\w+\s*[?+:]?=", text):
            names = [each for each in found["targets"].split() if each not in SPECIAL]
            current = [made.targets.setdefault(each, Target(each)) for each in names]
            for target in current:
                target.needs += [each for each in found["needs"].split() if each != "|"]


def _include(files: Mapping[str, str], included: str, made: Makefile) -> None:
    for word in _with_values(re.sub(r"\$\(wildcard\s+([^()]*(?:\([^()]*\))?[^()]*)\)", r"\1", included), made).split():
        depth, word = len(PurePosixPath(word).parts), word.removeprefix("./")
        found = [each for each in files if PurePosixPath(each).match(word) and len(PurePosixPath(each).parts) == depth]
        made.has_more |= ANYTHING in word or not found
        for each in sorted(set(found) - made.files):
            _read(files, each, made)


def _with_values(text: str, made: Makefile, depth: int = 5) -> str:
    """A line with the values of its variables; one that is not known stands as `$`."""

    def value(found: re.Match[str]) -> str:
        inner, change = found[0][2:-1], "%"
        if made_of := re.fullmatch(r"addprefix\s+([^,$]+),\s*(.*)|addsuffix\s+([^,$]+),\s*(.*)", inner):
            change = f"{made_of[1]}%" if made_of[1] else f"%{made_of[3]}"
            inner = made_of[2] or made_of[4]
            known = inner if not inner.startswith("$") else made.variables.get(inner[2:-1])
        elif made_of := re.fullmatch(r"([\w.-]+):%=([^$]*%[^$]*)", inner):
            change, known = made_of[2], made.variables.get(made_of[1])
        else:
            known = made.variables.get(inner)
        if known is None or not depth:
            return ANYTHING
        return " ".join(change.replace("%", word) for word in _with_values(known, made, depth - 1).split())

    return VARIABLE.sub(value, text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    kept, began = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        began = began or number
        kept += line[:-1] + "\n" if line.endswith("\\") else line
        if not line.endswith("\\"):
            yield began, kept
            kept, began = "", 0
    if kept:
        yield began, kept
