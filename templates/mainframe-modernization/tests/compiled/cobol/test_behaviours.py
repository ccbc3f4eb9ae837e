"""What a mainframe computes is computed here, and without what restores it the result is another one."""

import subprocess
from pathlib import Path

import pytest

from tests.support.cobol_behaviours import (
    FOLDER,
    REPOSITORY,
    Behaviour,
    behaviours,
    compiled,
    documented,
    outcome,
    table,
)
from workload.cobol.analysis.program import read_program
from workload.cobol.analysis.report import CHECKS
from workload.cobol.dialect import FLAGS

# The list of the issue that asked for the table.
NAMED = {
    "binary-truncation",
    "size-errors",
    "blank-amounts",
    "intermediate-arithmetic",
    "sort-missing-input",
    "indexed-locks",
    "packed-nibbles",
    "overpunched-signs",
    "collating-order",
    "intermediate-rounding",
    "variable-records",
}


def named(case: Behaviour) -> str:
    return case.name


@pytest.mark.parametrize("case", behaviours("flag"), ids=named)
def test_the_flags_of_the_build_give_the_value_of_the_mainframe(case: Behaviour, tmp_path: Path) -> None:
    assert outcome(compiled(case, tmp_path)) == case.expected


@pytest.mark.parametrize("case", behaviours("flag"), ids=named)
def test_without_its_flag_the_value_is_another_one(case: Behaviour, tmp_path: Path) -> None:
    assert outcome(compiled(case, tmp_path, without=case.restored_by)) == case.otherwise
    assert case.otherwise != case.expected


@pytest.mark.parametrize("case", behaviours("finding"), ids=named)
def test_the_analysis_finds_what_no_flag_restores(case: Behaviour, tmp_path: Path) -> None:
    assert outcome(compiled(case, tmp_path)) == case.otherwise
    assert case.restored_by in checks_that_find(case, case.program, tmp_path)


@pytest.mark.parametrize("case", behaviours("finding"), ids=named)
def test_the_remedy_gives_the_value_of_the_mainframe_and_is_not_found(case: Behaviour, tmp_path: Path) -> None:
    assert outcome(compiled(case, tmp_path, program="GUARDED")) == case.expected
    assert checks_that_find(case, "GUARDED", tmp_path) == set()


def checks_that_find(case: Behaviour, program: str, scratch: Path) -> set[str]:
    (scratch / "cbl").mkdir()
    source = scratch / "cbl" / f"{program}.cbl"
    source.write_bytes((case.folder / source.name).read_bytes())
    read = read_program(source, scratch)
    return {finding.check for check in CHECKS for finding in check(read)}


@pytest.mark.parametrize(("locked", "second"), [(True, "STATUS 61"), (False, "STATUS 00")])
def test_a_file_open_for_update_is_locked_for_others_with_db_home_alone(
    locked: bool, second: str, tmp_path: Path
) -> None:
    [case] = behaviours("variable")
    program = compiled(case, tmp_path)
    assert program is not None
    environment = {"DD_MASTER": str(tmp_path / "MASTER")}
    if locked:
        (tmp_path / "home").mkdir()
        environment[case.restored_by] = str(tmp_path / "home")

    def opened(answer: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [str(program)],
            env={"PATH": "/usr/bin:/bin", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{answer}\n")
        process.stdin.flush()
        return process, process.stdout.readline().strip()

    first, shown = opened("N")
    other, also_shown = opened("U")
    assert (shown, also_shown) == ("STATUS 00", second)
    assert (shown, also_shown) == (case.expected if locked else case.otherwise)
    for process in (first, other):
        process.communicate("\n", timeout=10)
        assert process.returncode == 0


def test_the_image_sets_the_variable_that_its_case_needs() -> None:
    [case] = behaviours("variable")
    service = (REPOSITORY / "Dockerfile").read_text("utf-8").partition("\nFROM python AS service\n")[2]
    assert f"{case.restored_by}=/tmp" in service


def test_every_flag_has_a_case_and_every_case_names_a_flag_of_the_build() -> None:
    assert {case.restored_by for case in behaviours("flag")} == {flag.text for flag in FLAGS}


def test_every_named_behaviour_has_a_case_and_no_folder_is_left_over() -> None:
    names = {case.name for case in behaviours()}
    assert names >= NAMED
    assert names == {path.name for path in FOLDER.iterdir()}
    assert len({case.order for case in behaviours()}) == len(names)


def test_the_table_of_the_documents_is_the_one_of_the_cases() -> None:
    assert documented() == table(), "run `python -m tests.support.cobol_behaviours`"
