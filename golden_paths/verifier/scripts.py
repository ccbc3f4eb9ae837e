"""What builds run, line by line: their commands, and the recipes that they let make run."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .repository import Repository


class Piece(NamedTuple):
    """A line of a command of a build, or of a recipe that it lets make run. whole: what stands around it."""

    file: str
    where: str
    text: str
    whole: str


def lines(repository: Repository) -> Iterator[Piece]:
    """All of them, each once."""
    seen: set[object] = set()
    for build in repository.builds:
        commands = list(build.buildspec.commands) if build.buildspec else []
        for command in commands:
            if (build.file, command) not in seen:
                seen.add((build.file, command))
                whole = "\n".join(each.text for each in commands)
                yield from (Piece(build.file, command.where, line, whole) for line in command.text.splitlines())
            variables = [build.variables, *({**build.variables, **each} for each in _of_actions(build.actions))]
            for name in {name for each in variables for name in command.targets(each)}:
                for target in repository.makefile.built(name):
                    whole = "\n".join(line.text for line in target.recipe)
                    for line in target.recipe:
                        if line not in seen:
                            seen.add(line)
                            yield Piece(line.file, f"line {line.number}", line.text, whole)


def _of_actions(actions: Any) -> Iterator[Mapping[str, str]]:
    for action in actions:
        try:
            yield action.variables
        except (ValueError, KeyError, TypeError):
            continue


def makefile_texts(repository: Repository) -> list[str]:
    """The makefile at the top, and what it includes."""
    return [repository.files.get(file, "") for file in sorted(repository.makefile.files)]
