"""The coverage of exactly these files by exactly these tests is measured once: that takes a third of their time.

`python -m tests.support.remembered_coverage options` prints the options for pytest: measure coverage, or only test.
`… remember`, after the tests have passed, keeps that it was measured; a coverage that is too low fails before.
"""

import hashlib
import json
import sys
from pathlib import Path

from tests.support.inputs import digest, surroundings

REPORT = Path("reports/coverage.xml")
MEMORY = Path("build/coverage.json")
MEASURE = f"--cov --cov-report=term:skip-covered --cov-report=xml:{REPORT}"
ONLY_TEST = "--no-cov"


def options() -> str:
    """What pytest gets. Notes what it will be measured for, so that a file saved meanwhile is seen."""
    now = f"{digest()} {surroundings()}"
    known = _remembered()
    if known.get("measured") == now and known.get("report") == _report():
        return ONLY_TEST
    MEMORY.parent.mkdir(exist_ok=True)
    MEMORY.write_text(json.dumps({"began": now}), "utf-8")
    return MEASURE


def remember() -> None:
    """The tests have passed with `options`."""
    began = _remembered().get("began")
    if began == f"{digest()} {surroundings()}" and REPORT.is_file():
        MEMORY.write_text(json.dumps({"measured": began, "report": _report()}), "utf-8")


def _report() -> str:
    return hashlib.sha256(REPORT.read_bytes()).hexdigest() if REPORT.is_file() else ""


def _remembered() -> dict[str, str]:
    try:
        found = json.loads(MEMORY.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    if sys.argv[1:] == ["options"]:
        chosen = options()
        if chosen == ONLY_TEST:
            print(f"Coverage was measured for exactly these files: {REPORT}", file=sys.stderr)
        print(chosen)
    elif sys.argv[1:] == ["remember"]:
        remember()
    else:
        sys.exit("usage: python -m tests.support.remembered_coverage options|remember")
