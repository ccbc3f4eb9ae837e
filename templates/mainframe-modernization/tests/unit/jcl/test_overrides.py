"""What the call of a procedure changes in it. Source: JCL Reference, "Overriding parameters on an EXEC statement" and
"Modifying OUTPUT JCL and DD statements"."""

import pytest

from tests.support.jcl_jobs import conversion, job, said

POST = ("//POST PROC", "//S1 EXEC PGM=A", "//X DD DSN=A.B,DISP=SHR,{}", "//S2 EXEC PGM=B", "// PEND")


def _post(attributes: str) -> list[str]:
    return [line.format(attributes) for line in POST]


@pytest.mark.parametrize(("there", "new"), [("LRECL=80", "DCB=LRECL=100"), ("DCB=LRECL=80", "LRECL=100")])
def test_a_record_length_is_overridden_however_it_is_written(there: str, new: str) -> None:
    found = job(*_post(f"{there},RECFM=FB"), "//CALL EXEC POST", f"//S1.X DD {new}").steps[0].datasets[0]
    assert (found.length, found.format) == (100, "fixed")


def test_cond_of_a_call_that_may_mean_either_of_two_steps_is_refused() -> None:
    steps = ("//S1 EXEC PGM=C", *_post("LRECL=80"))
    for cond in ("(0,NE,S1)", "((4,LT),(0,NE,S1),EVEN)"):
        (finding,) = said(conversion(*steps, f"//CALL EXEC POST,COND={cond}"))
        assert "refused: step S1: COND of a call names a step that stands before it and in the procedure" in finding
    assert job("//S0 EXEC PGM=C", *steps[1:], "//CALL EXEC POST,COND=(0,NE,S0)").steps[2].bypass_when[0].step == "S0"


def test_a_procedure_without_an_end_does_not_swallow_the_steps_behind_it() -> None:
    found = conversion("//S0 EXEC PGM=A", "//P PROC", "//S1 EXEC PGM=B", "//CALL EXEC P")
    assert said(found) == [
        "jcl/TEST.jcl line 3: refused: PROC P: the procedure has no end, a PEND statement",
    ]
    assert not found.text


@pytest.mark.parametrize(("default", "value"), [("X=ONE", ""), ("", ",X=ONE")])
def test_set_within_a_procedure_of_a_symbol_that_it_has_is_refused(default: str, value: str) -> None:
    lines = (f"//P PROC {default}", "// SET X=TWO", "//S EXEC PGM=A,PARM=&X", "// PEND", f"//CALL EXEC P{value}")
    (finding,) = said(conversion(*lines))
    assert "line 3: refused: SET X: the procedure or its call gives this symbol a value too" in finding


def test_set_within_a_procedure_of_another_symbol_holds() -> None:
    found = job("//P PROC Y=ONE", "// SET X=TWO", "//S EXEC PGM=A,PARM='&X&Y'", "// PEND", "//CALL EXEC P")
    assert (found.steps[0].parameter, found.symbols) == ("&X.ONE", {"X": "TWO"})


@pytest.mark.parametrize("text", ["PARM=A,PARM=B", "COND=(4,LT),COND=EVEN", "MORE"])
def test_a_parameter_of_a_step_that_stands_there_twice_or_has_no_keyword_is_refused(text: str) -> None:
    (finding,) = said(conversion(f"//S1 EXEC PGM=A,{text}"))
    assert "line 2: refused: parameter" in finding
    assert "it has no keyword, or stands there twice" in finding
