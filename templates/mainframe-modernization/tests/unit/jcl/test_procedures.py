"""Procedures, included members and overrides. Source: JCL Reference, "Procedures and symbols"."""

from pathlib import Path

from batch.definition import Ending, Status, Step
from tests.support.jcl_jobs import conversion, job, said, step

POST = (
    "//POST     PROC",
    "//S1       EXEC PGM=SORT,PARM=ONE",
    "//SORTIN   DD DSN=A.IN,DISP=SHR",
    "//         DD DSN=B.IN,DISP=SHR",
    "//SORTOUT  DD DSN=A.OUT,DISP=(NEW,CATLG),DCB=(RECFM=FB,LRECL=80)",
    "//S2       EXEC PGM=ACCTPOST,PARM=TWO,COND=(4,LT,S1)",
    "//ACCTIN   DD DSN=*.S1.SORTOUT,DISP=SHR",
    "//         PEND",
)


def _datasets(found: Step, dd: str) -> list[str]:
    return [each.dataset for each in found.datasets if each.dd == dd]


def test_steps_of_a_procedure_are_named_for_the_call_and_their_own() -> None:
    found = job(*POST, "//CALL     EXEC POST")
    assert [each.name for each in found.steps] == ["CALL.S1", "CALL.S2"]
    assert found.steps[1].bypass_when[0].step == "CALL.S1"
    assert _datasets(found.steps[1], "ACCTIN") == ["A.OUT"]


def test_a_catalogued_procedure_is_found_by_its_name_with_any_suffix(tmp_path: Path) -> None:
    (tmp_path / "post.prc").write_text("\n".join(POST[:-1]))
    assert [each.name for each in job("//CALL EXEC PROC=POST", folder=tmp_path).steps] == ["CALL.S1", "CALL.S2"]


def test_a_procedure_within_the_job_goes_before_one_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "POST.prc").write_text("//S9 EXEC PGM=OTHER\n")
    assert job(*POST, "//CALL EXEC POST", folder=tmp_path).steps[0].program == "SORT"


def test_a_procedure_that_is_not_there_is_refused_once_with_the_folders() -> None:
    found = conversion(
        "//CALL EXEC NONE", "//S1.A DD DUMMY", "//  IF CALL.S1.RC = 0 THEN", "//X EXEC PGM=A", "// ENDIF"
    )
    assert said(found) == [
        "jcl/TEST.jcl line 2: refused: procedure NONE (folders: none): the procedure is not found; "
        "name its folder with --procs"
    ]


def test_an_override_changes_what_it_says_and_keeps_the_rest() -> None:
    found = job(*POST, "//CALL     EXEC POST", "//S1.SORTOUT DD DSN=C.OUT,DCB=LRECL=100").steps[0]
    (out,) = [each for each in found.datasets if each.dd == "SORTOUT"]
    assert (out.dataset, out.format, out.length) == ("C.OUT", "fixed", 100)
    assert (out.disposition.status, out.disposition.normal) == (Status.NEW, Ending.CATLG)


def test_overrides_of_a_concatenation_go_in_its_order_and_lengthen_it() -> None:
    override = ("//S1.SORTIN DD", "//         DD DSN=C.IN", "//         DD DSN=D.IN,DISP=SHR")
    found = job(*POST, "//CALL     EXEC POST", *override)
    assert _datasets(found.steps[0], "SORTIN") == ["A.IN", "C.IN", "D.IN"]


def test_a_dd_that_the_procedure_has_not_is_added_to_its_step() -> None:
    found = job(*POST, "//CALL     EXEC POST", "//S2.TRANIN DD *", "DATA")
    assert [each.dd for each in found.steps[1].datasets] == ["ACCTIN", "TRANIN"]


def test_an_override_without_a_step_is_for_the_step_before_it_and_at_first_for_the_first() -> None:
    found = job(*POST, "//CALL EXEC POST", "//A DD DUMMY", "//S2.B DD DUMMY", "//C DD DUMMY")
    assert [[each.dd for each in one.datasets if each.dummy] for one in found.steps] == [["A"], ["B", "C"]]


def test_an_override_for_a_step_that_is_not_there_is_refused() -> None:
    assert "not in the procedure" in said(conversion(*POST, "//CALL EXEC POST", "//S3.A DD DUMMY"))[0]
    assert "not in the procedure" in said(conversion(*POST, "//CALL EXEC POST,PARM.S3=A"))[0]


def test_one_source_of_data_replaces_another() -> None:
    found = job(*POST, "//CALL     EXEC POST", "//S1.SORTOUT DD SYSOUT=*", "//S2.ACCTIN DD DUMMY")
    (out,) = [each for each in found.steps[0].datasets if each.dd == "SORTOUT"]
    assert (out.sysout, out.dataset) == ("*", "")
    assert found.steps[1].datasets[0].dummy


def test_parm_of_a_call_is_for_the_first_step_and_takes_the_others_away() -> None:
    assert [each.parameter for each in job(*POST, "//CALL EXEC POST,PARM=NEW").steps] == ["NEW", ""]
    assert [each.parameter for each in job(*POST, "//CALL EXEC POST,PARM.S2=NEW").steps] == ["ONE", "NEW"]


def test_cond_of_a_call_is_for_all_its_steps() -> None:
    found = job("//FIRST EXEC PGM=A", *POST, "//CALL EXEC POST,COND=(0,NE,FIRST)")
    assert [each.bypass_when[0].step for each in found.steps[1:]] == ["FIRST", "FIRST"]


def test_a_procedure_that_calls_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "LOOP.prc").write_text("//AGAIN EXEC LOOP\n")
    assert "nested more than 15 deep" in " ".join(said(conversion("//CALL EXEC LOOP", folder=tmp_path)))


def test_an_included_member_stands_where_it_is_included(tmp_path: Path) -> None:
    (tmp_path / "COMMON.jcl").write_text("//LOG DD SYSOUT=*\n")
    found = step("//ONE EXEC PGM=ACCTPOST", "// INCLUDE MEMBER=COMMON", "//A DD DUMMY", folder=tmp_path)
    assert [each.dd for each in found.datasets] == ["LOG", "A"]
    assert "member is not found" in said(conversion("//ONE EXEC PGM=A", "// INCLUDE MEMBER=NONE"))[0]


def test_steps_of_one_name_get_names_of_their_own_and_no_condition_may_mean_either() -> None:
    found = conversion("//ONE EXEC PGM=A", "//ONE EXEC PGM=B", "//TWO EXEC PGM=C,COND=(0,NE,ONE)")
    assert any("a second step of this name" in each for each in said(found))
    assert any("of which there are two" in each for each in said(found))
    assert [each.name for each in job("//ONE EXEC PGM=A", "//ONE EXEC PGM=B").steps] == ["ONE", "ONE@2"]


def test_a_value_for_a_symbol_that_the_procedure_has_not_is_listed() -> None:
    found = conversion(*POST, "//CALL EXEC POST,HLQQ=BANK")
    assert said(found) == [
        "jcl/TEST.jcl line 10: not converted: EXEC parameter HLQQ of CALL: the procedure has no such symbol"
    ]


def test_a_dd_in_front_of_the_first_step_is_refused() -> None:
    assert "stands before the first step" in said(conversion("//A DD DUMMY", "//ONE EXEC PGM=A"))[0]
    procedure = ("//P PROC", "//A DD DUMMY", "//S EXEC PGM=A", "// PEND")
    assert "stands before the first step of its procedure" in said(conversion(*procedure, "//CALL EXEC P"))[0]
