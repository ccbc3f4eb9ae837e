"""COND, IF, ELSE and ENDIF. Source: JCL Reference, "COND parameter" and "IF/THEN/ELSE/ENDIF statement construct"."""

import sys

import pytest

from batch.conditions import holds
from batch.definition import Abended, AllOf, AnyOf, Bypass, Not, Operator, Ran, ReturnCode, Run, Test
from batch.outcome import Outcome
from tests.support.jcl_jobs import conversion, job, said, step

FIRST = ("//S1 EXEC PGM=A", "//S2 EXEC PGM=B")
LE_4 = ReturnCode(step="S1", operator=Operator.LE, value=4)


def _if(text: str) -> Test | None:
    return step(*FIRST, f"// IF {text} THEN", "//S3 EXEC PGM=C", "// ENDIF").when


@pytest.mark.parametrize(
    ("text", "tests", "run"),
    [
        ("(4,LT)", (Bypass(code=4, operator=Operator.LT),), Run.NORMALLY),
        ("(4,LT,S1)", (Bypass(code=4, operator=Operator.LT, step="S1"),), Run.NORMALLY),
        ("EVEN", (), Run.EVEN),
        ("((ONLY))", (), Run.ONLY),
        (
            "((8,LE,S1),(0,NE,S2),EVEN)",
            (Bypass(code=8, operator=Operator.LE, step="S1"), Bypass(code=0, operator=Operator.NE, step="S2")),
            Run.EVEN,
        ),
    ],
)
def test_cond_of_a_step(text: str, tests: tuple[Bypass, ...], run: Run) -> None:
    found = step(*FIRST, f"//S3 EXEC PGM=C,COND={text}")
    assert (found.bypass_when, found.run) == (tests, run)


def test_cond_of_the_job_holds_for_each_step() -> None:
    found = job(*FIRST, head="//TEST JOB COND=((8,LT),(4,EQ))")
    expected = (Bypass(code=8, operator=Operator.LT), Bypass(code=4, operator=Operator.EQ))
    assert [each.bypass_when for each in found.steps] == [expected, expected]


@pytest.mark.parametrize("text", ["(4,XX)", "(A,LT)", "(4)", "(4,LT,S1,S2)", "NEVER"])
def test_what_is_no_cond_is_refused(text: str) -> None:
    assert "this is no COND" in said(conversion(*FIRST, f"//S3 EXEC PGM=C,COND={text}"))[0]


@pytest.mark.parametrize("where", ["//S0 EXEC PGM=A,COND=(0,NE,S3)", "// IF S3.RC = 0 THEN"])
def test_a_condition_on_a_step_that_is_not_before_it_is_refused(where: str) -> None:
    assert "does not stand before it" in said(conversion(where, "//S3 EXEC PGM=C"))[0]


def test_a_condition_on_a_procedure_call_needs_its_step() -> None:
    procedure = ("//P PROC", "//S EXEC PGM=A", "// PEND", "//CALL EXEC P")
    assert "it needs STEP.PROCSTEP" in said(conversion(*procedure, "//S3 EXEC PGM=C,COND=(0,NE,CALL)"))[0]
    assert step(*procedure, "//S3 EXEC PGM=C,COND=(0,NE,CALL.S)").bypass_when[0].step == "CALL.S"


@pytest.mark.parametrize(
    "text", ["S1.RC <= 4", "(S1.RC LE 4)", "S1.RC NG 4", "S1.RC ¬> 4", "S1.RC ^> 4", "((S1.RC<=4))"]
)
def test_operators_may_be_written_in_letters_and_signs(text: str) -> None:
    assert _if(text) == LE_4


def test_not_binds_before_and_before_or() -> None:
    found = _if("NOT S1.RC <= 4 AND ABEND OR S2.RUN")
    assert found == AnyOf((AllOf((Not(LE_4), Abended())), Ran(step="S2")))
    assert _if("¬(S1.RC <= 4 & (ABEND | S2.RUN))") == Not(AllOf((LE_4, AnyOf((Abended(), Ran(step="S2"))))))


def test_an_abend_may_be_compared_with_true_and_false() -> None:
    assert _if("S1.ABEND=TRUE") == _if("S1.ABEND") == Abended(step="S1")
    assert _if("S1.ABEND = FALSE") == _if("¬S1.ABEND") == Not(Abended(step="S1"))


def test_an_expression_goes_on_in_the_next_line() -> None:
    lines = ("// IF (S1.RC = 8 |", "//   S1.RC = 12) THEN  COMMENT", "//S3 EXEC PGM=C", "// ENDIF")
    assert isinstance(step(*FIRST, *lines).when, AnyOf)


def test_nested_constructs_hold_together_and_else_is_the_opposite() -> None:
    found = job(
        *FIRST, "// IF RC < 8 THEN", "// IF S2.RUN THEN", "//A EXEC PGM=C", "// ELSE", "//B EXEC PGM=C", "// ENDIF",
        "// ELSE", "//C EXEC PGM=C", "// ENDIF", "//D EXEC PGM=C",
    )  # fmt: skip
    outcomes = {"S1": Outcome(step="S1", program="A", code=4), "S2": Outcome(step="S2", program="B", code=0)}
    assert {each.name: each.when is None or holds(each.when, outcomes) for each in found.steps[2:]} == {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
    }


@pytest.mark.parametrize(
    "text", ["S1.RC", "RC = X", "RUN", "S1.RC = 4 AND", "(S1.RC = 4", "S1.RC = 4)", "CODE = 4", "RC # 4"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    found = conversion(*FIRST, f"// IF {text} THEN", "//S3 EXEC PGM=C", "// ENDIF")
    (finding,) = said(found)
    assert "this is no relational expression" in finding


def test_the_code_of_an_abend_is_refused() -> None:
    (finding,) = said(conversion(*FIRST, "// IF ABENDCC = S0C7 THEN", "//S3 EXEC PGM=C", "// ELSE", "// ENDIF"))
    assert "the code of an abend (ABENDCC) is not known here; test ABEND" in finding


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("// ELSE",), "no IF statement stands before it"),
        (("// ENDIF",), "no IF statement stands before it"),
        (("// IF RC = 0 THEN", "//S3 EXEC PGM=C"), "ENDIF is missing"),
        (("// IF RC = 0", "//S3 EXEC PGM=C"), "an IF statement ends with THEN"),
        (("// IF RC = 0 THEN", "//A DD DUMMY", "// ENDIF"), "belongs to no step"),
    ],
)
def test_constructs_that_are_not_whole_are_refused(lines: tuple[str, ...], expected: str) -> None:
    assert any(expected in each for each in said(conversion(*FIRST, *lines)))


@pytest.mark.parametrize("limit", [1_000, 1_000_000])
def test_parentheses_without_end_are_refused_in_a_sentence(limit: int) -> None:
    """Whatever libraries of the same process make of the limit of the interpreter."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        for part in ("(" * 60, "NOT " * 15):
            deep = [f"// IF {part}", *[f"//   {part}"] * 40, "// RC = 0 THEN"]
            assert "nested too deep" in said(conversion(*FIRST, *deep))[0]
        deep = ["//S3 EXEC PGM=C,", *["//  PARM=" + "(" * 50 + "A,"], *["//  " + "(" * 60 + "A,"] * 40, "//  A"]
        assert "nested too deep" in said(conversion(*FIRST, *deep))[0]
    finally:
        sys.setrecursionlimit(before)
