"""Which modules a rendered repository has, and which of them its files import."""

import ast
from collections.abc import Container, Iterator
from pathlib import Path

# What is on the path of Python, the deepest last.
ROOTS = (".", "workload/service/runtime", "workload/service/hooks")


def modules(repository: Path) -> dict[str, Path]:
    """The Python files of a repository, by the name under which they are imported."""
    found = {}
    for root in ROOTS:
        for file in (repository / root).rglob("*.py"):
            name = ".".join(file.relative_to(repository / root).with_suffix("").parts)
            found[file] = name.removesuffix(".__init__")
    return {name: file for file, name in found.items()}


def imported(code: str, known: Container[str]) -> Iterator[str]:
    """The modules that `code` imports, wherever in it; those of `known` by their whole names."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in known else node.module
