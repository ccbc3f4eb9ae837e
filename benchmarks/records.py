"""Mainframe records: what decoding a file of 1,000-byte records takes, beside the public Python copybook readers."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Run, run
from benchmarks.template import ROOT

RUNTIME = ROOT / "templates" / "mainframe-modernization" / "workload" / "service" / "runtime"
MEGABYTES, COPIES = 25, 40
AT_LEAST = 50  # MB a second and core.
FASTER = 20
MEMORY_MEBIBYTES = 200
# The readers of PyPI that read this copybook and its values rightly; each is slow enough that a part of the file does.
READERS = {"cobolio": "cobolio==0.1.5", "coboljsonifier": "coboljsonifier==1.0.8"}
READER_RECORDS = 2_000

COPYBOOK = """\
       01  BENCH-RECORD.
           05  BENCH-KEY            PIC 9(10).
           05  BENCH-NAME           PIC X(30).
           05  BENCH-STREET         PIC X(60).
           05  BENCH-LINE OCCURS 20 TIMES.
               10  LINE-DATE        PIC 9(8).
               10  LINE-CODE        PIC X(4).
               10  LINE-AMOUNT      PIC S9(9)V99 COMP-3.
               10  LINE-RATE        PIC S9(3)V9(4) COMP-3.
               10  LINE-BALANCE     PIC S9(9)V99.
               10  LINE-COUNT       PIC S9(4) COMP.
               10  LINE-TEXT        PIC X(10).
"""

_WRITE = """
import random, sys
from decimal import Decimal
from pathlib import Path
from records.code_pages import CodePage
from records.codec import Codec
from records.copybook import read_copybook
copybook, target, count, copies = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
codec, random = Codec(read_copybook(copybook), CodePage.CP037), random.Random(1)
def line():
    return {"LINE-DATE": random.randrange(10**8), "LINE-CODE": "POST", "LINE-TEXT": "a text", "LINE-AMOUNT": amount(),
            "LINE-RATE": Decimal(random.randrange(10**7)) / 10**4, "LINE-BALANCE": amount(),
            "LINE-COUNT": random.randrange(9999)}
def amount():
    return Decimal(random.randrange(-10**11 + 1, 10**11)) / 100
distinct = [codec.encode({"BENCH-KEY": key, "BENCH-NAME": "Ada Lovelace", "BENCH-STREET": "12 St James's Square",
                          "BENCH-LINE": [line() for _ in range(20)]}) for key in range(500)]
with target.open("wb") as stream:
    for _ in range(copies):
        for start in range(0, count, 500):
            stream.write(b"".join(distinct[: count - start]))
"""
_OURS = """
import sys
from pathlib import Path
from records.code_pages import CodePage
from records.columns import columns
from records.copybook import read_copybook
from records.files import Format, read_chunks
layout = read_copybook(Path(sys.argv[1]))
for chunk in read_chunks(Path(sys.argv[2]), layout, Format.FIXED):
    found = columns(layout, chunk.records, CodePage.CP037)
    for leaf in found.leaves:
        found.numbers(leaf) if leaf.field.numeric else found.texts(leaf)
"""
_COBOLIO = """
import contextlib, io, sys
from cobolio.parser import copybook_to_layout, loads
with contextlib.redirect_stdout(io.StringIO()):
    length, layout = copybook_to_layout(open(sys.argv[1]).read())
with open(sys.argv[2], "rb") as stream:
    for _ in range(int(sys.argv[3])):
        loads(stream.read(1000), layout)
"""
_JSONIFIER = """
import sys
from coboljsonifier.config.parser_type_enum import ParseType
from coboljsonifier.copybookextractor import CopybookExtractor
from coboljsonifier.parser import Parser
parser = Parser(CopybookExtractor(sys.argv[1]).dict_book_structure, ParseType.BINARY_EBCDIC).build()
with open(sys.argv[2], "rb") as stream:
    for _ in range(int(sys.argv[3])):
        parser.parse(stream.read(1000))
        parser.value
"""


def measure() -> Iterator[Figure]:
    """Seconds of the processor for a megabyte, ratio and memory. The readers come from PyPI, into uv's cache."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        copybook = folder / "BENCH.cpy"
        copybook.write_text(COPYBOOK, "ascii")
        small, large = folder / "small", folder / "large"
        for target, copies in ((small, 1), (large, COPIES)):
            _python(_WRITE, copybook, target, MEGABYTES * 1000, copies)
        # What a process takes before it reads anything is no reading.
        idle = _python(_OURS, copybook, _empty(folder))
        ours = (_python(_OURS, copybook, large).cpu_seconds - idle.cpu_seconds) / (MEGABYTES * COPIES)
        yield Figure("processor time to decode 1 GB of 1,000-byte records", ours * 1000, 1000 / AT_LEAST, "s")
        yield Figure("  its memory", _python(_OURS, copybook, large).mebibytes, MEMORY_MEBIBYTES, "MiB")
        theirs = min(_reader(name, folder, copybook, small) for name in READERS)
        yield Figure("  against the fastest public Python reader", ours / theirs, 1 / FASTER)


def _python(script: str, *arguments: object) -> Run:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return run(command, cwd=RUNTIME, environment={"PYTHONPATH": str(RUNTIME), "PYTHONDONTWRITEBYTECODE": "1"})


def _reader(name: str, folder: Path, copybook: Path, file: Path) -> float:
    """Processor seconds for a megabyte."""
    script = folder / f"{name}_reads.py"
    script.write_text({"cobolio": _COBOLIO, "coboljsonifier": _JSONIFIER}[name], "utf-8")
    command = ["uv", "run", "--quiet", "--no-project", "--isolated", "--with", READERS[name], "python", str(script)]
    idle, busy = (run([*command, str(copybook), str(file), str(count)], cwd=folder) for count in (0, READER_RECORDS))
    return (busy.cpu_seconds - idle.cpu_seconds) / (READER_RECORDS * 1000 / 1e6)


def _empty(folder: Path) -> Path:
    path = folder / "empty"
    path.write_bytes(b"")
    return path
