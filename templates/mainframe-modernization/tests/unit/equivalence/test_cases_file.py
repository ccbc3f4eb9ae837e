"""A cases file says exactly what a run is; anything else is refused with its line."""

from pathlib import Path

import pytest

from equivalence.case_file import read_cases
from equivalence.errors import EquivalenceError
from records.code_pages import CodePage
from records.files import Format

DATE = 'environment: {COB_CURRENT_DATE: "2026/01/31 08:00:00"}'
MINIMAL = f"- {{name: post, program: ACCTPOST, {DATE}}}"
OUTPUTS = "outputs: {SYSOUT: {expected: a.txt, format: lines, code_page: ascii}}"


def case(more: str) -> str:
    """A case with more keys, in line 1."""
    return MINIMAL.removesuffix("}") + f", {more}}}"


def output(fields: str) -> str:
    """A case with an output, in line 1."""
    return case(f"outputs: {{ACCTOUT: {{expected: a.bin, {fields}}}}}")


def test_a_case_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(output("copybook: ACCTREC, format: fixed, code_page: 037, key: [acct-number]"))
    (found,) = read_cases(path)
    assert (found.return_code, found.timeout_seconds, found.parameter, found.subprogram) == (0, 60, None, False)
    dataset = found.outputs["ACCTOUT"]
    assert (dataset.file, dataset.format, dataset.code_page) == (tmp_path / "a.bin", Format.FIXED, CodePage.CP037)
    assert dataset.key == ("ACCT-NUMBER",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no case; a gate without one proves nothing"),
        ("[]", "the list of cases is an empty list; a list with at least one entry is needed"),
        ("- {program: ACCTPOST}", "line 1: a case has no name; write name: post-daily"),
        (
            "- {name: post, program: ACCTPOST}",
            "line 1: a case has no environment; write environment: {COB_CURRENT_DATE",
        ),
        (MINIMAL, "line 1: case 'post' has no outputs; a return code alone does not show what was computed"),
        (case("outputs: {}"), "line 1: case 'post' has no outputs"),
        (case(OUTPUTS) + "\n" + case(OUTPUTS), "line 2: case 'post' stands in line 1 already; names are unique"),
        (MINIMAL.replace("name: post", "name: Post Daily"), "name 'Post Daily' has to be up to 64 lower-case letters"),
        (MINIMAL.replace("ACCTPOST", "../bin/sh"), "program '../bin/sh' has to be 1 to 8 capital letters"),
        (MINIMAL.replace(DATE, "environment: {}"), "COB_CURRENT_DATE is missing; a run has a pinned date and time"),
        (MINIMAL.replace(" 08:00:00", ""), "COB_CURRENT_DATE is '2026/01/31'; a run has a pinned date and time"),
        (MINIMAL.replace("2026/01/31", "31/01/2026"), "COB_CURRENT_DATE is '31/01/2026 08:00:00'"),
        (MINIMAL.replace("{COB", "{DD_ACCTIN: /etc/passwd, COB"), "environment variable 'DD_ACCTIN' cannot be set"),
        (MINIMAL.replace("{COB", "{LD_PRELOAD: x.so, COB"), "environment variable 'LD_PRELOAD' cannot be set"),
        (case("return_code: 256"), "return_code is '256'; a whole number from 0 to 255 is needed"),
        (case("return_code: -1"), "return_code is '-1'; a whole number from 0 to 255"),
        (case("timeout_seconds: 0"), "timeout_seconds is '0'; a whole number from 1 to 86400"),
        (case("subprogram: maybe"), "subprogram is 'maybe'; it is true or false"),
        (case("subprogram: true"), "calls a subprogram; it has one input and one output, both named AREA"),
        (case("inputs: {accountin: {file: a}}"), "DD name 'accountin' has to be 1 to 8 capital letters and digits"),
        (case("inputs: {A: {file: a, format: lines, code_page: ascii, key: [X]}}"), "unknown key 'key' in DD A"),
        (
            case("inputs: {SYSOUT: {file: a, format: lines, code_page: ascii}}"),
            "DD SYSOUT is what the program DISPLAYs",
        ),
        (case("parm: X"), "unknown key 'parm' in a case; it may have name, program"),
        (output("format: fixed, code_page: 037"), "neither copybook nor length says its record length"),
        (output("format: lines"), "DD ACCTOUT has no code_page; write code_page: 037"),
        (output("format: vsam, code_page: 037"), "unknown format 'vsam'; it is one of fixed, variable, lines"),
        (output("format: cobol-variable, code_page: 037"), "unknown format 'cobol-variable'; it is one of"),
        (output("format: lines, code_page: 037"), "has format lines, which is ASCII"),
        (output("format: fixed, length: 80, code_page: 500"), "Code page '500' is unknown"),
        (output("copybook: ACCTREC, length: 80, format: fixed, code_page: 037"), "leave it out, the records say it"),
        (output("format: fixed, length: 80, code_page: 037, key: [X]"), "has a key and no copybook"),
        (output("copybook: /etc/X, format: fixed, code_page: 037"), "copybook '/etc/X' has to be 1 to 8 capital"),
    ],
)
def test_what_no_run_can_be_made_of_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    with pytest.raises(EquivalenceError) as refused:
        read_cases(path)
    assert str(refused.value).startswith(str(path))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "cannot be read: No such file"), (b"\xff", "is not UTF-8 text: byte 0 is X'FF'")]
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "cases.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EquivalenceError) as refused:
        read_cases(path)
    assert sentence in str(refused.value)
