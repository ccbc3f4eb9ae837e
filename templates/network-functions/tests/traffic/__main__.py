"""`make traffic`, which is `python -m tests.traffic`: real packets through the real function, in network namespaces.

Writes reports/traffic.xml (JUnit), traffic.json and traffic.svg (figures), topology.svg. What follows the options is
for pytest, for example `python -m tests.traffic -k drain`.
"""

import argparse
import importlib
import sys
from pathlib import Path

from tests.traffic import requirements

HERE = Path(__file__).parent
REPORTS = HERE.parents[1] / "reports"


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 if everything that was promised holds; 2 if the run was interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.traffic", description=__doc__)
    parser.add_argument("--new-baseline", action="store_true", help="take this run's figures as the new baseline")
    options, for_pytest = parser.parse_known_args(arguments)
    if sentence := requirements.missing():
        print(sentence, file=sys.stderr)
        return 1
    # Only here: what is missing can be said without them.
    import pytest

    from tests.traffic import baseline, cleanup

    try:
        importlib.import_module("tests.traffic.promises")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    with cleanup.removed_at_the_end():
        code = pytest.main(
            [
                *(str(HERE), "--import-mode=importlib", "-p", "no:cacheprovider"),
                f"--junitxml={REPORTS / 'traffic.xml'}",
                *([f"--ignore={HERE / 'test_baseline.py'}"] if options.new_baseline else []),
                *for_pytest,
            ]
        )
    if code == 0 and options.new_baseline:
        baseline.replace(REPORTS / "traffic.json")
        print(f"{baseline.FILE} has the figures of this run.")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
