"""`make check` needs no compiler: what needs one stands in tests/compiled, also when this machine has it."""

import ast
from pathlib import Path

UNIT = Path(__file__).parents[1]
# Modules whose functions compile or run what was compiled, and the one function of another that does.
COMPILING = {
    "workload.cobol.compiler",
    "tests.support.golden_runs",
    "tests.support.programs_cobol",
    "tests.support.records_compiler",
}
COMPILE = "compile_program"


def compiling(text: str) -> bool:
    """Whether a test imports something that needs cobc."""
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return any(node.module in COMPILING or COMPILE in {each.name for each in node.names} for node in imports)


def test_no_unit_test_compiles() -> None:
    found = [path.relative_to(UNIT).as_posix() for path in UNIT.rglob("*.py") if compiling(path.read_text("utf-8"))]
    assert found == [], "move it to the same folder of tests/compiled"


def test_one_that_does_would_be_seen() -> None:
    assert compiling("from workload.cobol.cobc import compile_program, version")
    assert compiling("def test() -> None:\n    from tests.support.records_compiler import run")
    assert not compiling("from workload.cobol.cobc import version")
