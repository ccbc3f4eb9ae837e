"""A return code of 16 or more is an abend here: a step that waits for one would never run, and that is said."""

import pytest

from tests.support.jcl_jobs import conversion, said

FIRST = ("//S1 EXEC PGM=A", "//S2 EXEC PGM=B")


@pytest.mark.parametrize("text", ["S1.RC = 16", "S1.RC >= 16", "RC > 15", "(S1.RC = 16 OR S1.RC = 20)", "NOT RC < 16"])
def test_a_step_that_runs_after_such_a_return_code_only_is_listed(text: str) -> None:
    (finding,) = said(conversion(*FIRST, f"// IF {text} THEN", "//S3 EXEC PGM=C", "// ENDIF"))
    assert "line 5: not converted: condition of step S3: it runs after a return code of 16 or more only" in finding


@pytest.mark.parametrize("cond", ["(16,NE,S1)", "(16,GT)", "((4,GT),(8,GT),(16,GT))"])
def test_cond_that_lets_it_run_after_such_a_return_code_only_is_listed(cond: str) -> None:
    (finding,) = said(conversion(*FIRST, f"//S3 EXEC PGM=C,COND={cond}"))
    assert "condition of step S3: it runs after a return code of 16 or more only" in finding


def test_else_of_a_test_that_is_true_below_is_listed() -> None:
    lines = ("// IF S1.RC < 16 THEN", "//S3 EXEC PGM=C", "// ELSE", "//S4 EXEC PGM=D", "// ENDIF")
    (finding,) = said(conversion(*FIRST, *lines))
    assert "condition of step S4" in finding


@pytest.mark.parametrize("text", ["S1.RC > 4", "S1.RC <= 16", "ABEND", "S1.RC = 16 OR S1.ABEND", "S1.RUN"])
def test_a_step_that_also_runs_otherwise_is_converted(text: str) -> None:
    """With ABEND in it an IF is judged after an abend too."""
    found = conversion(*FIRST, f"// IF {text} THEN", "//S3 EXEC PGM=C", "// ENDIF")
    assert said(found) == []


@pytest.mark.parametrize("cond", ["(16,LE)", "(16,LE,S1)", "(4,LT)", "EVEN", "ONLY"])
def test_cond_that_bypasses_after_such_a_return_code_is_converted(cond: str) -> None:
    assert said(conversion(*FIRST, f"//S3 EXEC PGM=C,COND={cond}")) == []
