"""Makefiles: their targets and recipes, those of included files too. Conditionals count with both branches."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

RULE = re.compile(r"^(?P<targets>[^\s:#=][^:#=]*?)\s*::?(?!=)\s*(?P<needs>[^#;=]*?)\s*(#.*)?$")
SPECIAL = (".PHONY", ".DEFAULT_GOAL", ".SUFFIXES", ".ONESHELL", ".SILENT", ".POSIX", ".DELETE_ON_ERROR")


@dataclass(frozen=True)
class Line:
    """A line of a recipe, with its continuation lines. number: from 1."""

    file: str
    number: int
    text: str


@dataclass
class Target:
    """What a makefile makes. needs: its prerequisites."""

    name: str
    needs: list[str] = field(default_factory=list)
    recipe: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Makefile:
    """targets: by name; patterns (with %) among them."""

    targets: Mapping[str, Target]

    def find(self, name: str) -> Target | None:
        """What `make NAME` builds; a rule with a pattern last."""
        if name in self.targets:
            return self.targets[name]
        fitting = (each for each in self.targets.values() if "%" in each.name)
        return next((each for each in fitting if re.fullmatch(re.escape(each.name).replace("%", ".+"), name)), None)

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
    targets: dict[str, Target] = {}
    _read(files, name, targets)
    return Makefile(targets)


def _read(files: Mapping[str, str], name: str, targets: dict[str, Target]) -> None:
    current: list[Target] = []
    for number, text in _lines(files.get(name, "")):
        if text.startswith("\t"):
            for target in current:
                target.recipe.append(Line(name, number, text[1:]))
            continue
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if included := re.match(r"-?s?include\s+(.+)", text):
            for each in included[1].split():
                _read(files, each, targets)
        found = RULE.match(text)
        # A variable of a target, for example `all: FLAGS = -j`, is no rule.
        if found and not re.match(r"[^:]*:\s*\w+\s*[?+:]?=", text):
            names = [each for each in found["targets"].split() if each not in SPECIAL]
            current = [targets.setdefault(each, Target(each)) for each in names]
            for target in current:
                target.needs += [each for each in found["needs"].split() if each != "|"]


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
