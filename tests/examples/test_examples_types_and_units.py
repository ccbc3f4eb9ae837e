"""Every example is well typed, and its unit tests pass. What is the same in two examples is tested in one of them."""

import ast
import functools
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports import SUPPORT
from rendering import examples
from tools import keep_mypy_cache, run, with_mypy_cache, workspace


@pytest.mark.slow
def test_every_example_is_well_typed() -> None:
    # One after the other, since each but the first finds the types of the CDK in the cache.
    done = {name: run(workspace(name), "-m", "mypy", **with_mypy_cache()) for name in examples()}
    keep_mypy_cache()
    wrong = [f"{name}:\n{each.stdout}" for name, each in done.items() if each.returncode]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_the_unit_tests_of_every_example_pass() -> None:
    chosen = unit_tests()
    assert all(chosen.values()), "each example has a project.py of its own, so some test must see it"
    done = run(SUPPORT, "unit_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    failed = json.loads(done.stdout.splitlines()[-1])
    assert not failed, "\n".join(f"{folder}:\n{printed}" for folder, printed in failed.items())


def unit_tests() -> dict[str, list[str]]:
    """The test files of each example, without those that were chosen before, with the same code behind them."""
    chosen: dict[str, list[str]] = {}
    seen: set[str] = set()
    for name in examples():
        repository = workspace(name)
        files = {behind(repository, file): file for file in sorted(repository.glob("tests/unit/**/test_*.py"))}
        chosen[str(repository)] = [str(file) for digest, file in files.items() if digest not in seen]
        seen |= set(files)
    return chosen


def behind(repository: Path, test: Path) -> str:
    """A digest of `test` and of all code of the repository that it can reach."""
    conftests = [file for folder in test.parents if (file := folder / "conftest.py").is_file()]
    reached: set[Path] = set()
    waiting = [test, *conftests]
    while waiting:
        file = waiting.pop()
        if file not in reached:
            reached.add(file)
            waiting += imported(repository, file)
    code = (f"{file.relative_to(repository)}\0".encode() + file.read_bytes() for file in sorted(reached))
    return hashlib.sha256(b"\0".join(code)).hexdigest()


@functools.cache
def imported(repository: Path, file: Path) -> tuple[Path, ...]:
    """The files of the repository that `file` imports."""
    service = repository / "workload" / "service"
    roots = (repository, service / "runtime", service / "hooks")
    stems = [root.joinpath(*module.split(".")) for module in modules(file) for root in roots]
    return tuple(path for stem in stems for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file())


def modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
