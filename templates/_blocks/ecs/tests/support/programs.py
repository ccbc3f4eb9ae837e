"""What a container runs: the module behind its command, and the settings that this module reads."""

import ast
import importlib
import importlib.util
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


def settings_in_reach_of(file: Path) -> list[Any]:
    """As `settings_of`, also those that other modules of ours take which the program imports."""
    list(imports_of_nothing(file, reached := set()))
    return list(dict.fromkeys(each for module in sorted(reached) for each in settings_of(module)))


def imports_of_nothing(file: Path, seen: set[Path] | None = None) -> Iterator[str]:
    """A sentence for each import of a program, and of what it imports of our code, that finds no module.

    An import in a `try` is allowed to find none. Nothing is imported. seen: gets the files that were looked at.
    """
    seen = set() if seen is None else seen
    if file in seen or file.suffix != ".py":
        return
    seen.add(file)
    tree = ast.parse(file.read_text("utf-8"), str(file))
    tried = {id(part) for each in ast.walk(tree) if isinstance(each, ast.Try) for part in ast.walk(each)}
    for node in ast.walk(tree):
        for module, names in _imported(node, file) if id(node) not in tried else ():
            for each in (module, *(f"{module}.{name}" for name in names)):
                if found := _file(each):
                    yield from imports_of_nothing(found, seen)
            if not _file(module) and not CODE.joinpath(*module.split(".")).is_dir() and not _installed(module):
                where = f"{file.relative_to(PROJECT).as_posix()}:{node.lineno}"
                yield f"{where}: imports {module}, which is neither in {CODE.relative_to(PROJECT)} nor installed"


def _imported(node: ast.AST, file: Path) -> list[tuple[str, list[str]]]:
    """The modules that a line imports, each with the names that it takes from it."""
    if isinstance(node, ast.Import):
        return [(each.name, []) for each in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    # One dot is the folder of the file.
    folders = file.relative_to(CODE).parts[: -node.level] if node.level else ()
    module = ".".join([*folders, *([node.module] if node.module else [])])
    return [(module, [each.name for each in node.names])] if module else []


def _installed(module: str) -> bool:
    top = module.partition(".")[0]
    return not (CODE / top).is_dir() and importlib.util.find_spec(top) is not None


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
