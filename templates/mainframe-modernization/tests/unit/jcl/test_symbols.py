"""Symbolic parameters. Source: JCL Reference, "Using system symbols and JCL symbols"."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from batch.dataset_names import fill_in
from tests.support.jcl_jobs import conversion, job, said, step

SYMBOL = st.from_regex(r"[A-Z@#$][A-Z0-9@#$]{0,7}", fullmatch=True)
VALUE = st.from_regex(r"[A-Z][A-Z0-9]{0,7}", fullmatch=True)


def test_a_symbol_that_is_set_once_stays_open_with_its_value_as_the_default() -> None:
    found = job(
        "// SET CYCLE=D", "//ONE      EXEC PGM=ACCTPOST,PARM='RUN &CYCLE'", "//A  DD DSN=BANK.&CYCLE..IN,DISP=SHR"
    )
    assert found.symbols == {"CYCLE": "D"}
    assert found.steps[0].parameter == "RUN &CYCLE"
    assert found.steps[0].datasets[0].dataset == "BANK.&CYCLE..IN"


def test_a_symbol_that_is_set_twice_has_its_value_of_the_moment() -> None:
    found = job(
        "// SET DAY=ONE", "//A EXEC PGM=ACCTPOST,PARM=&DAY", "// SET DAY=TWO", "//B EXEC PGM=ACCTPOST,PARM='&DAY'"
    )
    assert [each.parameter for each in found.steps] == ["ONE", "TWO"]
    assert found.symbols == {}


def test_a_symbol_that_stands_where_only_a_value_can_is_replaced_everywhere() -> None:
    found = job("// SET PROG=ACCTPOST", "//ONE      EXEC PGM=&PROG,PARM='&PROG'")
    assert (found.steps[0].program, found.steps[0].parameter, found.symbols) == ("ACCTPOST", "ACCTPOST", {})


def test_a_symbol_whose_value_has_others_in_it_follows_them() -> None:
    found = job(
        "// SET ENV=PROD", "// SET HLQ=BANK.&ENV", "//ONE EXEC PGM=ACCTPOST", "//A DD DSN=&HLQ..IN(+1),DISP=SHR"
    )
    assert found.symbols == {"ENV": "PROD"}
    assert found.steps[0].datasets[0].dataset == "BANK.&ENV..IN(+1)"


@settings(max_examples=40, deadline=None)
@given(SYMBOL, VALUE, VALUE, st.sampled_from(["", ".X", "(0)", "(+1)", ".Y(-1)"]))
def test_a_name_with_open_symbols_filled_in_is_the_name_of_the_mainframe(
    symbol: str, value: str, before: str, after: str
) -> None:
    period = "." if after[:1] == "." else ""
    found = job(
        f"// SET {symbol}={value}", "//ONE EXEC PGM=A", f"//IN DD DISP=SHR,DSN={before}.&{symbol}{period}{after}"
    )
    assert fill_in(found.steps[0].datasets[0].dataset, found.symbols) == f"{before}.{value}{after}"


def test_a_call_goes_before_the_default_of_the_procedure_before_what_is_set() -> None:
    procedure = ("//P PROC A=DEFAULT,B=DEFAULT", "//S EXEC PGM=ACCTPOST,PARM='&A &B &C'", "// PEND")
    found = step(*procedure, "// SET A=SET,B=SET,C=SET", "// SET C=AGAIN", "//ONE EXEC P,A=CALL")
    assert found.parameter == "CALL DEFAULT AGAIN"


def test_values_of_nested_procedures_are_those_of_the_manual(tmp_path: Path) -> None:
    """JCL Reference, "Examples of coding symbols in nested procedures", example 1."""
    (tmp_path / "PROC1.prc").write_text(
        "//PROC1    PROC   A=234,C=GHI\n//PSTEP1   EXEC   PROC=PROC2,A=ABC,B=DEF\n"
        "//PSTEP2   EXEC PGM=X,PARM='&A/&B/&C'\n"
    )
    (tmp_path / "PROC2.prc").write_text("//PROC2    PROC\n//P2STEP1  EXEC PGM=X,PARM='&A/&B/&C'\n")
    found = job("//SET1     SET A=123,B=456", "//STEP1    EXEC PROC=PROC1,A=,C=789", folder=tmp_path)
    assert [each.parameter for each in found.steps] == ["ABC/DEF/789", "/&B/789"]
    assert [each.name for each in found.steps] == ["PSTEP1.P2STEP1", "STEP1.PSTEP2"]


def test_a_default_may_refer_to_another_symbol_of_its_procedure() -> None:
    found = step("//P PROC SSID=,LIB=DB2.&SSID..LOAD", "//S EXEC PGM=X,PARM=&LIB", "// PEND", "//ONE EXEC P,SSID=D1")
    assert found.parameter == "DB2.D1.LOAD"


def test_a_symbol_without_a_value_is_refused_where_it_matters_and_nowhere_else() -> None:
    found = conversion("//ONE EXEC PGM=ACCTPOST", "//A DD DSN=&SYSUID..IN,DISP=SHR", head="//TEST JOB NOTIFY=&SYSUID")
    (finding,) = said(found)
    assert finding == (
        "jcl/TEST.jcl line 3: refused: symbol &SYSUID in DSN=&SYSUID..IN of DD A of step ONE: "
        "the symbol has no value; SET it"
    )


def test_an_ampersand_in_apostrophes_that_is_no_symbol_is_text() -> None:
    assert step("//ONE EXEC PGM=ACCTPOST,PARM='A & B &&1'").parameter == "A & B &1"
    assert "would be a symbol" in said(conversion("//ONE EXEC PGM=ACCTPOST,PARM='A&&B'"))[0]
    for text in ("A &B", "&LONGERTHANEIGHT"):
        assert "has no value" in said(conversion(f"//ONE EXEC PGM=ACCTPOST,PARM='{text}'"))[0]


def test_in_stream_data_has_symbols_only_with_symbols_and_export() -> None:
    lines = ("// SET DAY=MON", "//ONE EXEC PGM=ACCTPOST", "//A DD *,SYMBOLS=JCLONLY", "&DAY", "/*", "//B DD *", "&DAY")
    found = step("// EXPORT SYMLIST=DAY", *lines)
    assert [each.instream for each in found.datasets] == [("MON",), ("&DAY",)]
    assert "EXPORT it" in said(conversion(*lines))[0]
