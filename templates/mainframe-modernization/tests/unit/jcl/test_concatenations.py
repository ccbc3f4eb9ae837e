"""Several data sets of one DD. Source: JCL Reference, "Concatenating data sets" and "References to concatenated data
sets"."""

import pytest

from tests.support.jcl_jobs import conversion, dds, said

ONE = "//ONE      EXEC PGM=ACCTPOST"
PAIR = ("//IN DD DSN=FIRST,DISP=SHR", "//   DD DSN=SECOND,DISP=SHR")


def test_concatenated_data_sets_stand_in_their_order() -> None:
    found = dds(*PAIR, "//B DD DSN=OTHER,DISP=SHR", "//  DD DSN=THIRD,DISP=SHR")
    assert [(each.dd, each.dataset) for each in found] == [
        ("IN", "FIRST"), ("IN", "SECOND"), ("B", "OTHER"), ("B", "THIRD"),
    ]  # fmt: skip


@pytest.mark.parametrize("dummy", ["DUMMY", "DSN=NULLFILE"])
def test_data_sets_behind_a_dummy_are_not_read_and_listed(dummy: str) -> None:
    found = conversion(ONE, PAIR[0], f"//   DD {dummy}", "//   DD DSN=THIRD,DISP=SHR", "//B DD DSN=NEXT,DISP=SHR")
    (finding,) = said(found)
    assert "line 5: not converted: DD IN of step ONE: data sets that are concatenated behind a DUMMY" in finding
    assert ("FIRST" in found.text, "THIRD" in found.text, "NEXT" in found.text) == (True, False, True)


def test_an_override_by_dummy_takes_away_all_of_a_concatenation_and_says_so() -> None:
    """On the mainframe too the program then reads nothing."""
    found = conversion("//P PROC", ONE, *PAIR, "// PEND", "//CALL EXEC P", "//ONE.IN DD DUMMY")
    assert len(said(found)) == 1
    assert "SECOND" not in found.text


def test_a_dummy_at_the_end_of_a_concatenation_says_nothing() -> None:
    assert not said(conversion(ONE, PAIR[0], "//   DD DUMMY"))


def test_a_dd_that_is_named_with_ddname_gets_the_concatenation_right_behind_it() -> None:
    assert [each.dd for each in dds("//SYSUT1 DD DDNAME=IN", *PAIR)] == ["SYSUT1", "SYSUT1"]


def test_a_concatenation_that_would_go_to_another_dd_is_refused() -> None:
    """Its second data set goes to the DD before it: to OUT."""
    (finding,) = said(conversion(ONE, "//SYSUT1 DD DDNAME=IN", "//OUT DD SYSOUT=*", *PAIR))
    assert "refused: DDNAME=IN of DD SYSUT1 of step ONE: the concatenation that it names" in finding
