#!/usr/bin/env bash
# cobolio 0.1.5, cobutils 0.2.8 and python-cobol 0.1.4 (PyPI) read a small valid copybook and get its layout wrong.
#
# - cobolio counts a table with OCCURS 1 TO 5 … DEPENDING ON as one entry, so the field behind it is at 17 whatever the count
#   says. With a fixed OCCURS 5 it is right.
# - cobutils gives S9(4) COMP four bytes and S9(12) COMP six; on a mainframe they have two and eight. A record with one of each
#   has the right length all the same, and a check of the length finds nothing. Of the quantity 2624 it makes 171971124, of
#   the packed price 12345 it makes 0.
# - python-cobol leaves fields with COMP and COMP-3 out, with a line on the output.
# None raises an error. Compare the offsets with a compiler's listing before you read data with such a reader.
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-cache-dir cobolio==0.1.5 cobutils==0.2.8 python-cobol==0.1.4
cat >layouts.py <<'END'
import contextlib
import io

import cobutils
from cobolio.parser import copybook_to_layout
from python_cobol.python_cobol import process_cobol

TABLE = """\
       01  ORDER-RECORD.
           05  ORDER-KEY           PIC X(8).
           05  AMOUNT              PIC S9(5) COMP-3.
           05  ITEM-COUNT          PIC 9(2).
           05  ITEM OCCURS {} TIMES{}.
               10  ITEM-CODE       PIC X(4).
           05  TRAILER             PIC X(2).
"""
NUMBERS = """\
       01  NUMBERS.
           05  QUANTITY            PIC S9(4) COMP.
           05  PRICE               PIC S9(5) COMP-3.
           05  TOTAL               PIC S9(12) COMP.
           05  REMARK              PIC X(9).
"""
for times in (("1 TO 5", " DEPENDING ON ITEM-COUNT"), ("5", "")):
    with contextlib.redirect_stdout(io.StringIO()):
        length, fields = copybook_to_layout(TABLE.format(*times))
    print("cobolio: OCCURS", times[0], "length", length, *(f"{name} at {at}" for name, at, *_ in fields if name == "TRAILER"))
data = (2624).to_bytes(2, "big") + bytes.fromhex("12345C") + (777).to_bytes(8, "big") + b"REMARK   "
record = cobutils.load_definition_from_text(NUMBERS)
assert record.size() == len(data) == 22
print("cobutils:", *(f"{name} {value}" for name, value in record.extract(data).items() if name != "remark"))
with contextlib.redirect_stdout(io.StringIO()):
    rows = list(process_cobol(NUMBERS.splitlines()))
print("python-cobol:", *(row["name"] for row in rows))
END
LC_ALL=C.UTF-8 venv/bin/python layouts.py | tee seen
cat >expected <<'END'
cobolio: OCCURS 1 TO 5 length 19 TRAILER at 17
cobolio: OCCURS 5 length 35 TRAILER at 33
cobutils: quantity 171971124 price 0 total 777
python-cobol: NUMBERS REMARK
END
if cmp -s seen expected; then echo "as described"; else echo "this is no longer so"; exit 1; fi
