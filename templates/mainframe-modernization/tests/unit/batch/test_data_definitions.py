"""What a program finds behind each kind of DD statement, and what becomes of it."""

import pytest

from batch.catalogue import Entry
from batch.errors import DatasetError
from records.code_pages import CodePage
from records.writing import cobol_to_variable, variable_to_cobol
from tests.support.batch_jobs import Bench

OUT = "- {dd: OUT, dataset: BANK.OUT, disposition: [NEW, CATLG]}"


def written(bench: Bench, script: str, *dds: str) -> bytes | None:
    """BANK.OUT after a step whose program is `script`."""
    bench.program("PROG", script)
    outcome = bench.step("\n".join(("program: PROG", "datasets:", *dds, OUT)))
    assert outcome.code == 0, outcome
    return bench.get("BANK.OUT")


def test_instream_lines_are_cards_of_80(bench: Bench) -> None:
    found = written(bench, 'cat "$DD_IN" > "$DD_OUT"', '- {dd: IN, instream: ["ONE", "TWO "]}')

    assert found == b"ONE".ljust(80) + b"TWO".ljust(80)


@pytest.mark.parametrize(("line", "said"), [("x" * 81, "has 81 characters; a card"), ("€", "not Latin-1")])
def test_an_instream_line_that_is_no_card_is_refused(bench: Bench, line: str, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        written(bench, "exit 0", f'- {{dd: IN, instream: ["{line}"]}}')


def test_a_dummy_is_empty_and_swallows_what_is_written(bench: Bench) -> None:
    found = written(bench, 'wc -c < "$DD_IN" > "$DD_OUT"; echo gone > "$DD_IN"', "- {dd: IN, dummy: true}")

    assert found is not None
    assert found.strip() == b"0"


def test_a_concatenation_is_read_in_its_order(bench: Bench) -> None:
    bench.put("BANK.A", b"first ")
    bench.put("BANK.B", b"second")

    dds = ("- {dd: IN, dataset: BANK.A}", "- {dd: IN, dataset: BANK.B}")
    assert written(bench, 'cat "$DD_IN" > "$DD_OUT"', *dds) == b"first second"


def test_sysout_and_what_the_program_displays_are_kept_with_the_execution(bench: Bench) -> None:
    written(bench, 'echo report > "$DD_PRINT"; echo total; touch "$DD_OUT"', '- {dd: PRINT, sysout: "*"}')

    assert bench.get("sysout/TEST/one/one/ONLY.PRINT") == b"report\n"
    assert bench.get("sysout/TEST/one/one/ONLY.DISPLAY") == b"total\n"


def test_new_output_that_is_not_opened_is_there_and_empty(bench: Bench) -> None:
    assert written(bench, "exit 0") == b""


def test_mod_writes_behind_what_is_there(bench: Bench) -> None:
    bench.put("BANK.LOG", b"old ")

    written(bench, 'printf new > "$DD_LOG"', "- {dd: LOG, dataset: BANK.LOG, disposition: [MOD, CATLG]}")

    assert bench.get("BANK.LOG") == b"old new"


def test_old_is_written_in_place_when_the_step_ended_and_not_after_an_abend(bench: Bench) -> None:
    bench.put("BANK.MASTER", b"old")
    dd = "- {dd: MASTER, dataset: BANK.MASTER, disposition: [OLD]}"

    bench.program("PROG", 'printf half > "$DD_MASTER"; exit 16')
    assert bench.step(f"program: PROG\ndatasets:\n{dd}").abend
    assert bench.get("BANK.MASTER") == b"old"

    bench.program("PROG", 'printf new > "$DD_MASTER"')
    bench.step(f"program: PROG\ndatasets:\n{dd}", execution="two")
    assert bench.get("BANK.MASTER") == b"new"


def test_old_that_was_only_read_is_not_written(bench: Bench) -> None:
    bench.put("BANK.MASTER", b"old")
    bench.program("PROG", 'cat "$DD_MASTER" > /dev/null')

    outcome = bench.step("program: PROG\ndatasets: [{dd: MASTER, dataset: BANK.MASTER, disposition: [OLD]}]")

    assert outcome.written == ()


def test_shr_that_is_written_is_refused(bench: Bench) -> None:
    bench.put("BANK.IN", b"old")

    with pytest.raises(DatasetError, match=r"PROG wrote into it, and its disposition is SHR"):
        written(bench, 'echo new > "$DD_IN"', "- {dd: IN, dataset: BANK.IN}")

    assert bench.get("BANK.OUT") is None


@pytest.mark.parametrize("disposition", ["[OLD, DELETE]", "[MOD, DELETE, DELETE]", "[OLD, UNCATLG]"])
def test_delete_removes_a_data_set_when_the_step_ended(bench: Bench, disposition: str) -> None:
    bench.put("BANK.WORK", b"x")

    outcome = bench.step(f"program: IEFBR14\ndatasets: [{{dd: A, dataset: BANK.WORK, disposition: {disposition}}}]")

    assert outcome.code == 0
    assert bench.get("BANK.WORK") is None


def test_mod_delete_of_what_is_not_there_is_no_error(bench: Bench) -> None:
    outcome = bench.step("program: IEFBR14\ndatasets: [{dd: A, dataset: BANK.NONE, disposition: [MOD, DELETE]}]")

    assert outcome.code == 0
    assert bench.get("BANK.NONE") is None


def test_ebcdic_is_converted_through_the_copybook_in_both_directions(bench: Bench) -> None:
    held = "ÄB 1".encode("cp037") + b"\x00\x12\x34\x5d" + "01K".encode("cp037") + b"\x40"
    entry = Entry(format="fixed", length=12, copybook="ITEM", code_page=CodePage.CP037)
    bench.catalogue |= {"BANK.IN": entry, "BANK.OUT": entry, "BANK.ASCII": Entry(format="fixed", length=12)}
    bench.put("BANK.IN", held)

    dds = ("- {dd: IN, dataset: BANK.IN}", "- {dd: ASCII, dataset: BANK.ASCII, disposition: [NEW, CATLG]}")
    found = written(bench, 'cp "$DD_IN" "$DD_OUT"; cp "$DD_IN" "$DD_ASCII"', *dds)

    assert bench.get("BANK.ASCII") == "ÄB 1".encode("latin-1") + b"\x00\x12\x34\x5d" + b"01K "
    assert found == held


def test_variable_records_reach_the_program_in_the_form_of_gnucobol(bench: Bench) -> None:
    held = b"\x00\x07\x00\x00abc" + b"\x00\x05\x00\x00d"
    entry = Entry(format="variable")
    bench.catalogue |= {"BANK.IN": entry, "BANK.OUT": entry}
    bench.put("BANK.IN", held)
    (bench.folder / "rdw").write_bytes(held)
    variable_to_cobol(bench.folder / "rdw", bench.folder / "cobol")
    cobol_to_variable(bench.folder / "cobol", bench.folder / "back")

    found = written(
        bench, f'cmp "$DD_IN" {bench.folder}/cobol && cp "$DD_IN" "$DD_OUT"', "- {dd: IN, dataset: BANK.IN}"
    )

    assert found == held == (bench.folder / "back").read_bytes()
