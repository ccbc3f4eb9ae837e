"""Runs the golden cases of one program, as it is in `cbl/` or with one place of it changed."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from equivalence.case_file import read_cases
from equivalence.case_run import CaseRun
from equivalence.cases import Case
from equivalence.findings import CaseResult
from equivalence.layouts import Layouts
from equivalence.rule_file import read_rules
from tests.support.golden_files import ROOT
from workload.cobol.cobc import compile_program
from workload.cobol.source import read_source

_CASES = ROOT / "tests/equivalence/cases.yaml"


def cases(program: str = "") -> tuple[Case, ...]:
    """All golden cases, or those of one program."""
    return tuple(case for case in read_cases(_CASES) if program in ("", case.program))


def compiled(program: str, target: Path, sources: Path = ROOT, options: Sequence[str] = ()) -> Path:
    """`target` with the program, from `sources`/cbl and cpy. options: other flags than those of the build."""
    source = sources / "cbl" / f"{program}.cbl"
    module = read_source(source).is_subprogram
    name = f"{program}.so" if module else program
    compile_program(source, target / name, executable=not module, copybooks=[sources / "cpy"], options=options)
    return target


def changed(member: str, old: str, new: str, target: Path) -> Path:
    """`target` with copies of cbl and cpy in which `old` stands once in `member` (cbl/X.cbl, cpy/X.cpy) and became
    `new`."""
    for folder in ("cbl", "cpy"):
        shutil.copytree(ROOT / folder, target / folder)
    path = target / member
    text = path.read_text("ascii")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {member}"
    path.write_text(text.replace(old, new), "ascii")
    return target


def results(program: str, programs: Path) -> list[CaseResult]:
    """Of each golden case of the program; programs: the folder that holds it."""
    rules = read_rules(_CASES.with_name("rules.yaml"))
    layouts = Layouts(ROOT / "cpy")
    return [CaseRun(case, programs, layouts, rules, 20).result() for case in cases(program)]
