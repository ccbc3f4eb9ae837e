"""Repositories are well typed, and their unit tests pass, whatever one answers.

What is the same in two examples is tested in one of them; examples without a choice of their own are not tested.
"""

import ast
import functools
import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from each_choice import EACH_CHOICE
from exports import SUPPORT
from rendering import render, rendered_files
from tools import keep_mypy_cache, run, with_mypy_cache, workspace
from variants import VARIANTS


@pytest.mark.slow
def test_repositories_are_well_typed_with_each_choice() -> None:
    # One after the other, since each but the first finds the types of the CDK in the cache.
    done = {name: run(workspace(name), "-m", "mypy", **with_mypy_cache()) for name in EACH_CHOICE}
    keep_mypy_cache()
    wrong = [f"{name}:\n{each.stdout}" for name, each in done.items() if each.returncode]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_the_unit_tests_pass_with_each_choice() -> None:
    chosen = unit_tests()
    assert all(chosen.values()), "each example has a project.py of its own, so some test must see it"
    done = run(SUPPORT, "unit_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    failed = json.loads(done.stdout.splitlines()[-1])
    assert not failed, "\n".join(f"{folder}:\n{printed}" for folder, printed in failed.items())


def unit_tests() -> dict[str, list[str]]:
    """The test files of these examples, without those that ran before, with the same code behind them."""
    chosen: dict[str, list[str]] = {}
    # All of a variant run in `rendered/test_rendered_repository.py`, by make.
    seen = {digest for answers in VARIANTS.values() for digest in by_code(render(answers))}
    for name in EACH_CHOICE:
        files = by_code(workspace(name))
        chosen[str(workspace(name))] = [str(file) for digest, file in files.items() if digest not in seen]
        seen |= set(files)
    return chosen


def by_code(repository: Path) -> dict[str, Path]:
    """Its test files, by a digest of each, of all code of the repository that it can reach, and of the files that this
    code names, such as `datasets.yaml`.
    """
    return {behind(repository, file): file for file in sorted(repository.glob("tests/unit/**/test_*.py"))}


def behind(repository: Path, test: Path) -> str:
    conftests = [file for folder in test.parents if (file := folder / "conftest.py").is_file()]
    reached: set[Path] = set()
    waiting = [test, *conftests]
    while waiting:
        file = waiting.pop()
        if file not in reached:
            reached.add(file)
            waiting += imported(repository, file)
    reached |= {file for code in reached for file in named(repository, code)}
    code = (f"{file.relative_to(repository)}\0{digest(file)}" for file in sorted(reached))
    return hashlib.sha256("\0".join(code).encode()).hexdigest()


@functools.cache
def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@functools.cache
def imported(repository: Path, file: Path) -> tuple[Path, ...]:
    """The files of the repository that `file` imports."""
    service = repository / "workload" / "service"
    roots = (repository, service / "runtime", service / "hooks")
    stems = [root.joinpath(*module.split(".")) for module in modules(file.read_text("utf-8")) for root in roots]
    return tuple(path for stem in stems for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file())


@functools.cache
def named(repository: Path, code: Path) -> tuple[Path, ...]:
    """Its files of which `code` has the name."""
    names = words(code.read_text("utf-8"))
    return tuple(file for name, files in others(repository).items() if name in names for file in files)


@functools.cache
def others(repository: Path) -> dict[str, list[Path]]:
    """The files that are no code, by name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in rendered_files(repository):
        if not path.endswith(".py"):
            found[Path(path).name].append(repository / path)
    return found


@functools.cache
def words(code: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.-]+", code))


@functools.cache
def modules(code: str) -> tuple[str, ...]:
    """What it imports, and what of it. Most files of two repositories are the same."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += (node.module, *(f"{node.module}.{name.name}" for name in node.names))
    return tuple(found)
