"""Comparing an output with its golden file, 1,000-byte records: seconds of one core for 100 MB, memory for 1 GB."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, cpu_seconds, paired, run

RUNTIME = Path(__file__).parents[1] / "templates" / "mainframe-modernization" / "workload" / "service" / "runtime"
MEGABYTES, LARGE, TIMES = 100, 1000, 3
# 20 groups of text, packed, zoned and binary fields: 102 items in 1,000 bytes.
COPYBOOK = "       01  REC.\n           05  KEY-ID PIC 9(10).\n" + "".join(
    f"           05  TXT-{n} PIC X(20).\n           05  AMT-{n} PIC S9(9)V99 COMP-3.\n"
    f"           05  ZON-{n} PIC S9(7)V99.\n"
    f"           05  BIN-{n} PIC S9(8) COMP.\n           05  DAT-{n} PIC 9(8).\n"
    for n in range(20)
)
COPYBOOK += "           05  FILLER PIC X(50).\n"
COMMON = f"""
import sys
from pathlib import Path
import numpy as np
from records.code_pages import CodePage, code_page
from records.convert import convert
from records.copybook import parse_copybook
from records.files import Format
from equivalence.compare import compare
from equivalence.plan import Plan
from equivalence.sides import Side
layout = parse_copybook({COPYBOOK!r}, name="REC")
assert layout.longest == 1000
"""
# golden, the same in EBCDIC, one amount of each record another one, and one record less.
WRITE = """
folder, megabytes = Path(sys.argv[1]), int(sys.argv[2])
block = np.full((1000, 1000), ord("7"), np.uint8)
places = {leaf.path: slice(leaf.offset, leaf.offset + leaf.length) for leaf in layout.leaves()}
for path, place in places.items():
    if path.startswith("AMT"):
        block[:, place] = np.frombuffer(bytes.fromhex("01234567890C"), np.uint8)
with (folder / "golden").open("wb") as golden, (folder / "ebcdic").open("wb") as ebcdic, \
        (folder / "amount").open("wb") as amount, (folder / "dropped").open("wb") as dropped:
    for number in range(megabytes):
        keys = np.char.zfill(np.arange(number * 1000, (number + 1) * 1000).astype("S10"), 10)
        block[:, :10] = np.frombuffer(keys.tobytes(), np.uint8).reshape(1000, 10)
        golden.write(block.tobytes())
        dropped.write(block[(number == 0) * 1 :].tobytes())
        if megabytes <= 100:
            ebcdic.write(convert(block, layout, source=CodePage.ASCII, target=CodePage.CP037).tobytes())
            other = block.copy()
            other[:, places["AMT-3"].stop - 1] = 0x1C
            amount.write(other.tobytes())
"""
COMPARE = """
folder, golden, page, output, key, total = Path(sys.argv[1]), *sys.argv[2:]
sides = [
    Side(path=folder / name, name=name, layout=layout, format=Format.FIXED, code_page=code_page(which))
    for name, which in ((golden, page), (output, "ascii"))
]
found = compare(*sides, Plan(layout, key.split(), []), dd="OUT")
assert found.total == int(total) and not found.problems, found
"""
NOTHING = ""


def measure() -> Iterator[Figure]:
    """At most 2 s for 100 MB are 50 MB/s."""
    records = MEGABYTES * 1000
    cases = {
        "equal files": ("golden", "ascii", "golden", "", 0),
        "equal files, golden in EBCDIC": ("ebcdic", "037", "golden", "", 0),
        "one amount of each record differs": ("golden", "ascii", "amount", "", records),
        "by key, the first record is missing": ("golden", "ascii", "dropped", "KEY-ID", 1),
    }
    with TemporaryDirectory() as scratch:
        _python(scratch, WRITE, MEGABYTES)
        for name, case in cases.items():
            ours, start = paired(
                TIMES, lambda case=case: _python(scratch, COMPARE, *case), lambda: _python(scratch, NOTHING)
            )
            yield Figure(f"comparing 100 MB, {name}", cpu_seconds(ours) - cpu_seconds(start), 2, "s")
    with TemporaryDirectory() as scratch:
        _python(scratch, WRITE, LARGE)
        large = _python(scratch, COMPARE, "golden", "ascii", "dropped", "KEY-ID", 1)
        yield Figure("comparing 1 GB by key, the most memory", large.mebibytes, 200, "MiB")


def _python(scratch: str, program: str, *arguments: object) -> Run:
    command = [sys.executable, "-c", COMMON + program, scratch, *map(str, arguments)]
    return run(command, cwd=RUNTIME, environment={"PYTHONPATH": str(RUNTIME)})
