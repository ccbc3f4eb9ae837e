"""Reads the recipes of the template: folders with a recipe.yml, a README.md and the files that a repository gets.

A long recipe.yml has `parts`: files beside it, which several kinds of repositories may share.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from golden_paths.project import Answers, Refused
from golden_paths.recipes.changes import Change

FOLDER = "recipes"
FILE = "recipe.yml"
PLACES = ("before", "after", "replace", "rename", "import", "append", "needs")
# Class names are made from it too, and names of resources in AWS: the longest of them has 64 characters.
NAME = re.compile(r"[a-z][a-z0-9]{1,15}")


@dataclass(frozen=True)
class Way:
    """What a recipe does in the repositories that have these `answers`.

    files: by path; with `replaces` of the recipe such a file may stand there already. removed: patterns of git.
    moved: by the new path the old one, whose file goes there as the team has it; changes then find it there.
    refused: by a pattern the names that no such file may have afterwards, because the recipe takes away what they mean.
    afterwards: what is told once it is applied.
    """

    answers: Mapping[str, str]
    files: Mapping[str, str]
    changes: tuple[Change, ...]
    removed: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    afterwards: str = ""

    @property
    def kind(self) -> str:
        """The repositories in words: `serverless with sam`."""
        return " with ".join(self.answers.values())

    def fits(self, answers: Answers) -> bool:
        return all(answers.get(question) == value for question, value in self.answers.items())

    def called(self, example: str, name: str) -> "Way":
        """The same with `name` where the recipe has the name of its example: small, with a capital, in capitals."""

        def ours(text: str) -> str:
            for write in (str.lower, str.capitalize, str.upper) if example else ():
                text = text.replace(write(example), write(name))
            return text

        files = {ours(path): ours(text) for path, text in self.files.items()}
        changes = (Change(ours(c.file), c.where, ours(c.text), ours(c.anchor), ours(c.until)) for c in self.changes)
        return replace(self, files=files, changes=tuple(changes))


@dataclass(frozen=True)
class Recipe:
    """A recipe: `example` is the name that its files have, and that NAME takes the place of; empty where there is none.

    replaces: whether it rewrites files of the example, which then have to be as they were rendered.
    """

    name: str
    about: str
    example: str
    replaces: bool
    ways: tuple[Way, ...]

    def way(self, answers: Answers) -> Way:
        """How it is done in a repository with these answers. Raises Refused: it does not fit."""
        for way in self.ways:
            if way.fits(answers):
                return way
        kinds = ", ".join(way.kind for way in self.ways)
        raise Refused(f"The recipe {self.name} does not fit this repository. It fits {kinds}. See `make new`.")

    def named(self, name: str) -> str:
        """`name` if the recipe can take it. Raises Refused."""
        if not self.example:
            if name:
                raise Refused(f"The recipe {self.name} takes no NAME: leave {name} out.")
            return ""
        if not NAME.fullmatch(name):
            wrong = f'"{name}" is no NAME for it' if name else "it needs a NAME"
            raise Refused(
                f"The recipe {self.name} makes {self.about}, and {wrong}: 2 to 16 small letters and digits, a letter "
                f"first, for example make new RECIPE={self.name} NAME={self.example}"
            )
        return name


def read(files: Mapping[str, bytes]) -> dict[str, Recipe]:
    """All recipes, by name, from the files of the template below `recipes/` (paths without it)."""
    names = sorted(path.split("/")[0] for path in files if path.count("/") == 1 and path.endswith(f"/{FILE}"))
    return {name: _recipe(name, files) for name in names}


def chosen(recipes: Mapping[str, Recipe], name: str, version: str) -> Recipe:
    """The recipe of this name. Raises Refused: there is none, with the nearest name."""
    if not recipes:
        raise Refused(f"{version} of the template has no recipes; `make update` brings a version that has some.")
    if name in recipes:
        return recipes[name]
    near = difflib.get_close_matches(name, recipes, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise Refused(f'There is no recipe "{name}": {meant}{version} of the template has {", ".join(recipes)}.')


def _recipe(name: str, files: Mapping[str, bytes]) -> Recipe:
    written = yaml.safe_load(files[f"{name}/{FILE}"])
    told = written.get("afterwards", "")
    ways = tuple(_way(name, {"afterwards": told, **each}, files) for each in written["fits"])
    return Recipe(name, written["about"], written.get("name", ""), bool(written.get("replaces")), ways)


def _way(name: str, written: Mapping[str, Any], files: Mapping[str, bytes]) -> Way:
    """A way is what its parts do, which are files beside recipe.yml, and what it says itself."""
    parts = [yaml.safe_load(files[f"{name}/{part}.yml"]) for part in written.get("parts", ())]
    added: dict[str, str] = {}
    removed: list[str] = []
    moved: dict[str, str] = {}
    refused: dict[str, tuple[str, ...]] = {}
    changes: list[Change] = []
    for part in (*parts, written):
        for folder in part.get("add", ()):
            beginning = f"{name}/{folder}/"
            below = {path: content for path, content in files.items() if path.startswith(beginning)}
            added |= {path.removeprefix(beginning): content.decode() for path, content in below.items()}
        removed += part.get("remove", ())
        moved |= part.get("move", {})
        for pattern, names in part.get("refuse", {}).items():
            refused[pattern] = (*refused.get(pattern, ()), *names)
        changes += _changes(part)
    return Way(written["answers"], added, tuple(changes), tuple(removed), moved, refused, written["afterwards"])


def _changes(written: Mapping[str, Any]) -> Iterator[Change]:
    for each in written.get("change", ()):
        (where,) = [place for place in PLACES if place in each]
        if where in ("import", "append"):
            yield Change(each["file"], where, each[where])
        elif where == "needs":
            yield Change(each["file"], where, each["otherwise"], each["needs"])
        else:
            yield Change(each["file"], where, each["text"], each[where], each.get("until", ""))
