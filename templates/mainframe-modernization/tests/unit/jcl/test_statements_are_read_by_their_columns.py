"""Columns, continuation, comments and in-stream data. Source: JCL Reference, "Format of statements"."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.jcl_jobs import conversion, dds, said, step
from workload.jcl.findings import Findings, Grade
from workload.jcl.statements import statements


def test_columns_73_to_80_number_the_lines_and_are_no_part_of_a_statement() -> None:
    found = step("//ONE      EXEC PGM=ACCTPOST,".ljust(72) + "00000100", "//             PARM=A".ljust(72) + "00000200")
    assert (found.program, found.parameter) == ("ACCTPOST", "A")


def test_a_comment_behind_the_parameters_is_passed_over_on_every_line() -> None:
    found = step("//ONE      EXEC PGM=ACCTPOST,  the program", "//*  between", "//  PARM=A  and its parameter")
    assert found.parameter == "A"


def test_text_in_apostrophes_goes_on_in_column_16_and_keeps_its_blanks() -> None:
    first = "//ONE      EXEC PGM=ACCTPOST,PARM='A  "
    assert step(first, "//" + " " * 13 + "  B'").parameter == "A".ljust(71 - first.index("'") - 1) + "  B"


def test_text_in_apostrophes_over_three_lines_keeps_the_blanks_of_each() -> None:
    first = "//ONE      EXEC PGM=ACCTPOST,PARM='".ljust(71, "A")
    found = step(first, "//" + " " * 13 + "B ".ljust(56), "//" + " " * 13 + "C'")
    assert found.parameter == "A" * 36 + "B ".ljust(56) + "C"


def test_a_mark_in_column_72_is_no_part_of_the_text() -> None:
    first = "//ONE      EXEC PGM=ACCTPOST,PARM='".ljust(71, "A")
    assert step(first + "X" + "00000100", "//" + " " * 13 + "B'").parameter == "A" * 36 + "B"


@settings(deadline=None)
@given(st.text("ABC 0123456789,()='&.", min_size=1, max_size=90))
def test_any_text_survives_apostrophes_and_continuation(text: str) -> None:
    """Doubled apostrophes are kept off the border of two lines, where the rule leaves open what they are."""
    coded = "PARM='" + text.replace("'", "''") + "'"
    first = "//ONE      EXEC PGM=ACCTPOST,"
    room = 71 - len(first)
    assume("'" not in coded[room - 1 : room + 1])
    lines = [first + coded[:room], *(["//" + " " * 13 + coded[room:]] if coded[room:] else [])]
    assume(all(len(line) <= 71 for line in lines))
    (statement,) = statements("\n".join(lines), file="X", findings=Findings())
    assert statement.operands == "PGM=ACCTPOST," + coded


def test_a_continuation_that_begins_behind_column_16_is_refused() -> None:
    found = conversion("//ONE      EXEC PGM=ACCTPOST,", "//" + " " * 15 + "PARM=A")
    (finding,) = [each for each in said(found) if "column" in each]
    assert finding == (
        "jcl/TEST.jcl line 2: refused: '//               PARM=A': a continuation begins in one of the columns 4 to 16"
    )


def test_a_statement_that_is_continued_by_nothing_is_refused() -> None:
    found = conversion("//ONE      EXEC PGM=ACCTPOST,", "//TWO      EXEC PGM=ACCTPOST")
    assert "the next line is no continuation" in said(found)[0]
    assert found.grade is Grade.NOT


def test_a_mark_in_column_72_makes_the_next_line_a_comment_and_says_so() -> None:
    found = conversion("//ONE      EXEC PGM=ACCTPOST".ljust(71) + "X", "//         DD DSN=A.B,DISP=SHR")
    assert ": column 72 above makes this line part of the comment" in said(found)[0]
    assert "A.B" not in found.text


def test_what_is_no_jcl_is_refused_with_its_line_and_the_rest_is_still_read() -> None:
    found = conversion("//ONE      EXCE PGM=ACCTPOST", "//TWO      EXEC PGM=ACCTPOST", "//THREE    EXEC PGM=*.TWO.LOAD")
    assert [each.split(":")[0] for each in said(found)] == ["jcl/TEST.jcl line 2", "jcl/TEST.jcl line 4"]
    assert found.text == ""


def test_tabs_and_lines_beyond_column_80_are_refused() -> None:
    for line in ("//ONE\tEXEC PGM=ACCTPOST", "//ONE      EXEC PGM=ACCTPOST".ljust(90, "X")):
        assert "80 columns at most and no tabs" in said(conversion(line))[0]


def test_in_stream_data_ends_at_a_delimiter_or_at_the_next_statement() -> None:
    first, second = dds("//A        DD *", " one", "two  ", "/*", "//B        DD *", "three", "//C        DD DUMMY")[:2]
    assert (first.instream, second.instream) == ((" one", "two"), ("three",))


def test_data_that_looks_like_jcl_needs_data_or_a_delimiter_of_its_own() -> None:
    (first, second) = dds("//A        DD DATA", "//X", "/*", "//B        DD *,DLM='##'", "//Y", "/*", "##")
    assert (first.instream, second.instream) == (("//X",), ("//Y", "/*"))


def test_data_without_its_delimiter_is_refused() -> None:
    assert "the data has no end" in said(conversion("//ONE EXEC PGM=A", "//A  DD DATA,DLM=##", "//X"))[0]


def test_data_without_a_dd_statement_is_sysin() -> None:
    assert dds("1234")[0].dd == "SYSIN"
    assert dds("1234")[0].instream == ("1234",)


def test_blank_lines_outside_of_data_are_no_data() -> None:
    assert dds("//A DD DUMMY", "", "   ", "//B DD DUMMY", "", "")[-1].dd == "B"


def test_a_null_statement_ends_the_job() -> None:
    found = conversion("//ONE      EXEC PGM=ACCTPOST", "//", "//TWO      EXEC PGM=ACCTPOST")
    assert "TWO" not in found.text
    assert found.grade is Grade.FULLY


def test_small_letters_are_refused_as_such() -> None:
    (finding,) = said(conversion("//one exec pgm=a", "//TWO EXEC PGM=B"))
    assert finding == "jcl/TEST.jcl line 2: refused: '//one exec pgm=a': JCL is written in capital letters"


def test_only_a_dd_is_named_with_the_step_that_it_overrides() -> None:
    (finding,) = said(conversion("//CALL.ONE EXEC PGM=A", "//TWO EXEC PGM=B"))
    assert "line 2: refused: name 'CALL.ONE': a name is 1 to 8 capital letters" in finding
