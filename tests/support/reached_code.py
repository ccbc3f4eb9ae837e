"""Which lines of a repository a function reaches: its own, and those of what it names, in other modules too."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from imports import ROOTS

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """A file: what it defines, what it runs when it is imported, and what its names stand for elsewhere.

    imports: by name the module, and what of it, or "" for all of it.
    """

    path: Path
    defines: dict[str, ast.stmt]
    runs: list[ast.stmt]
    imports: dict[str, tuple[str, str]]


@dataclass
class Reached:
    """From a function of a module on. lines: by file, first and last line of everything that is reached."""

    repository: Path
    lines: dict[Path, set[tuple[int, int]]] = field(default_factory=dict)

    def reach(self, module: str, name: str) -> bool:
        """False: there is no such module here."""
        found = read(self.repository, module)
        if not found:
            return False
        if found.path not in self.lines:
            self.lines[found.path] = set()
            for statement in found.runs:
                self._go_through(found, statement)
        if name in found.defines:
            self._go_through(found, found.defines[name])
        elif name in found.imports:
            self._follow(*found.imports[name])
        return True

    def has(self, path: Path, line: int) -> bool:
        return any(first <= line <= last for first, last in self.lines.get(path, ()))

    def _go_through(self, module: Module, statement: ast.stmt) -> None:
        place = (statement.lineno, statement.end_lineno or statement.lineno)
        if place in self.lines[module.path]:
            return
        self.lines[module.path].add(place)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in module.defines:
                self._go_through(module, module.defines[node.id])
            elif isinstance(node, ast.Name) and node.id in module.imports:
                self._follow(*module.imports[node.id])
            elif (
                isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in module.imports
            ):
                whole, part = module.imports[node.value.id]
                self.reach(f"{whole}.{part}".removesuffix("."), node.attr)

    def _follow(self, module: str, name: str) -> None:
        if not (name and self.reach(f"{module}.{name}", "")):
            self.reach(module, name)


@cache
def read(repository: Path, module: str) -> Module | None:
    """None: it is of a library."""
    path = next(_files(repository, module), None)
    if path is None:
        return None
    tree = ast.parse(path.read_text("utf-8"))
    imports: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {each.asname or each.name: (each.name, "") for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports |= {each.asname or each.name: (node.module, each.name) for each in node.names}
    defines: dict[str, ast.stmt] = {each.name: each for each in tree.body if isinstance(each, Definition)}
    runs = [each for each in tree.body if not isinstance(each, Definition | ast.Import | ast.ImportFrom)]
    for statement in runs:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        defines |= {each.id: statement for each in targets if isinstance(each, ast.Name)}
    return Module(path, defines, runs, imports)


def _files(repository: Path, module: str) -> Iterator[Path]:
    if not module:
        return
    parts = module.split(".")
    for root in ROOTS:
        stem = repository.joinpath(root, *parts)
        yield from (each for each in (stem.with_suffix(".py"), stem / "__init__.py") if each.is_file())
    # The code of a function may lie beside what makes the function.
    yield from sorted(repository.glob(f"workload/**/{'/'.join(parts)}.py"))
