"""A fault that is planted in the application turns the gate that looks for it red, with a sentence that names it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from mainframe_repository import ANALYSE, BUILD, EQUIVALENCE, PYTEST, TEST, batch, jcl, python

pytestmark = pytest.mark.slow

BEHAVIOURS = (*PYTEST, "tests/compiled/cobol/test_behaviours.py", "-k", "binary-truncation")
INTEREST, GOLDEN = "cbl/INTCALC.cbl", "tests/equivalence/golden/interest-leap"
WRITE_MASTER = b"           WRITE MASTER-OUT-RECORD FROM ACCT-RECORD.\n"
WRITE_INTEREST = b"           WRITE INTEREST-OUT-RECORD FROM INT-RECORD.\n"
CHECK = b"           IF NOT INTOUT-OK\n               PERFORM 9400-INTOUT-ERROR\n           END-IF.\n"
TYPE, PERIOD = (
    b"           05  INT-TYPE                     PIC X(1).\n",
    b"           05  INT-PERIOD-END               PIC 9(8).\n",
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """file: where it is planted. part: what stands there. replacement: what comes in its place. gate: the command that
    must notice. told: what it says. builds: whether the programs are compiled first, as its target does."""

    file: str
    part: bytes
    replacement: bytes
    gate: tuple[str, ...]
    told: tuple[str, ...]
    code: int = 1
    builds: bool = False


FAULTS = {
    "a rounding is changed": Fault(
        file=INTEREST,
        part=b"COMPUTE INT-AMOUNT ROUNDED = INT-ACCRUED",
        replacement=b"COMPUTE INT-AMOUNT = INT-ACCRUED",
        gate=EQUIVALENCE,
        told=("interest-january: INTCALC is NOT equal", "of INT-AMOUNT at offset", "another rounding or truncation"),
        builds=True,
    ),
    "a sign is lost": Fault(
        file=INTEREST,
        part=WRITE_INTEREST,
        replacement=b"           COMPUTE INT-AMOUNT = FUNCTION ABS(INT-AMOUNT).\n" + WRITE_INTEREST,
        gate=EQUIVALENCE,
        told=("of INT-AMOUNT at offset", "(the sign is lost)"),
        builds=True,
    ),
    "a record is dropped": Fault(
        file=INTEREST,
        part=WRITE_MASTER,
        replacement=b"           IF WS-MASTERS-READ NOT = 3\n" + WRITE_MASTER[:-2] + b"\n           END-IF.\n",
        gate=EQUIVALENCE,
        told=("record missing: record 3 (ACCT-NUMBER=",),
        builds=True,
    ),
    "a field of a copybook is moved": Fault(
        file="cpy/INTREC.cpy",
        part=TYPE + PERIOD,
        replacement=PERIOD + TYPE,
        gate=EQUIVALENCE,
        told=("INTCALC is NOT equal", "of INT-PERIOD-END at offset 10"),
        builds=True,
    ),
    "a check of a file status is removed": Fault(
        file=INTEREST,
        part=WRITE_INTEREST + CHECK,
        replacement=WRITE_INTEREST,
        gate=ANALYSE,
        told=("cbl/INTCALC.cbl, line ", "[file-status INTCALC.6000-WRITE-RECORDS]"),
    ),
    "a paragraph is dead": Fault(
        file=INTEREST,
        part=b"           PERFORM 8000-CONTROL-TOTALS.\n",
        replacement=b"",
        gate=ANALYSE,
        told=("nothing in INTCALC performs 8000-CONTROL-TOTALS", "[dead-paragraph INTCALC.8000-CONTROL-TOTALS]"),
    ),
    "a paragraph is above its complexity budget": Fault(
        file="cobol.toml",
        part=b'"POSTRULE.POST-CHECK-REQUEST" = 13',
        replacement=b'"POSTRULE.POST-CHECK-REQUEST" = 12',
        gate=ANALYSE,
        told=("cpy/POSTRULE.cpy, line ", "POST-CHECK-REQUEST has a complexity of 13, its budget is 12"),
    ),
    "a COBOL unit test fails": Fault(
        file="tests/cobol/TPOSTRUL.cbl",
        part=b"           MOVE 100.01 TO TEST-EXPECTED-NUMBER.\n",
        replacement=b"           MOVE 100.02 TO TEST-EXPECTED-NUMBER.\n",
        gate=TEST,
        told=("TPOSTRUL: a deposit is added to balance and credits: ", "10 COBOL tests, 1 failed"),
    ),
    "a flag of the compiler is removed": Fault(
        file="workload/cobol/dialect.py",
        part=b'text="-fbinary-truncate"',
        replacement=b'text="-fno-binary-truncate"',
        gate=BEHAVIOURS,
        told=("test_the_flags_of_the_build_give_the_value_of_the_mainframe[binary-truncation]",),
    ),
    "a statement of JCL is unknown": Fault(
        file="jcl/DAILY.jcl",
        part=b"//POST     EXEC",
        replacement=b"//PRINT    OUTPUTS CLASS=A\n//POST     EXEC",
        gate=jcl("DAILY", "build/jobs"),
        told=("jcl/DAILY.jcl line 23: refused: '//PRINT    OUTPUTS CLASS=A'", "nothing is written"),
        code=8,
    ),
    "a job reads a data set that is not there": Fault(
        file="jobs/DAILY.yaml",
        part=b"dataset: BANK.TRANS.DAILY",
        replacement=b"dataset: BANK.TRANS.WEEKLY",
        gate=batch("DAILY", Path("build/datasets")),
        told=("DD SORTIN of SORTTRAN: data set BANK.TRANS.WEEKLY is not there",),
        code=16,
    ),
}


# In the second record of a golden file: the byte, the bits of it that are flipped, and what the gate says.
FLIPPED = {
    "a digit of the output is none": ("INTOUT", 80 + 21, 0xA0, "of INT-BASE at offset 21"),
    "a sign of the output is another one": ("INTOUT", 80 + 26, 0x01, "of INT-BASE at offset 21: expected -"),
    "a digit of the input is none": ("ACCTIN", 300 + 121, 0xA0, "record 2: ACCT-BALANCE at offset 121 holds no number"),
}


def is_red(folder: Path, gate: tuple[str, ...], code: int, told: tuple[str, ...]) -> None:
    done = python(folder, *gate)
    assert done.returncode == code, done.stdout
    assert [sentence for sentence in told if sentence not in done.stdout] == [], done.stdout[-8_000:]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_gate_notices_it_when(fault: Fault, spoilt: Path) -> None:
    file = spoilt / fault.file
    content = file.read_bytes()
    assert content.count(fault.part) == 1
    file.write_bytes(content.replace(fault.part, fault.replacement))
    if fault.builds:
        done = python(spoilt, *BUILD)
        assert done.returncode == 0, done.stdout
    is_red(spoilt, fault.gate, fault.code, fault.told)


@pytest.mark.parametrize(("dd", "place", "bits", "told"), FLIPPED.values(), ids=FLIPPED)
def test_the_gate_notices_a_flipped_nibble_where(dd: str, place: int, bits: int, told: str, spoilt: Path) -> None:
    golden = spoilt / GOLDEN / f"{dd}.ebcdic"
    content = bytearray(golden.read_bytes())
    content[place] ^= bits
    golden.write_bytes(content)
    is_red(spoilt, EQUIVALENCE, 1, ("14 of 15 cases equal", told))
