"""What a container runs: the module behind its command, and the settings that this module reads."""

import ast
import importlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.support.synthesis import CODE, PROJECT

DOCKERFILE = PROJECT / "Dockerfile"


def command_of(container: dict[str, Any]) -> list[str]:
    """What a container of the image runs, the command of the Dockerfile where it has none of its own."""
    if command := container.get("Command"):
        return list(command)
    found = re.findall(r"^CMD (\[.*\])$", DOCKERFILE.read_text("utf-8"), re.MULTILINE)
    assert found, 'Dockerfile has no CMD of the form ["python", …]'
    return list(json.loads(found[-1]))


def program(command: Sequence[str]) -> Path | None:
    """The file that a command starts, of the code that the image holds; None: the command starts no Python of ours.

    Raises AssertionError: the image has no such module, so that the container would end at once.
    """
    match list(command):
        case [python, "-m", module, *_] if python.startswith("python"):
            file = _file(module)
            assert file, f"`{' '.join(command)}` starts nothing: {CODE.relative_to(PROJECT)} has no module {module}"
            return file
        case [python, "/app", *_] if python.startswith("python"):
            file = CODE / "__main__.py"
            assert file.is_file(), f"{file.relative_to(PROJECT)} is missing: it says what the image runs"
            return file
    return None


def settings_of(file: Path) -> Iterator[Any]:
    """The classes with `load` that a program takes from a module called settings. Nothing else of it is imported."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.module or not _file(node.module):
            continue
        if node.module.endswith("__main__"):
            yield from settings_of(_existing(node.module))
        taken = [(node.module, each.name) for each in node.names if node.module.endswith("settings")]
        for each in node.names:
            if each.name.endswith("settings") and _file(f"{node.module}.{each.name}"):
                used = _taken_from(tree, each.asname or each.name)
                taken += [(f"{node.module}.{each.name}", name) for name in used]
        for module, name in taken:
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and hasattr(found, "load"):
                yield found


def _taken_from(tree: ast.AST, module: str) -> list[str]:
    """The names that a program takes from a module that it imports as a whole."""
    attributes = [part for part in ast.walk(tree) if isinstance(part, ast.Attribute)]
    return [each.attr for each in attributes if isinstance(each.value, ast.Name) and each.value.id == module]


def _file(module: str) -> Path | None:
    path = CODE.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__main__.py", path / "__init__.py"):
        if file.is_file():
            return file
    return None


def _existing(module: str) -> Path:
    file = _file(module)
    assert file, module
    return file
