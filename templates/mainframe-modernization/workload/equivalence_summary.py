"""One line about the equivalence gate, from its JUnit report: `python -m workload.equivalence_summary FILE`.

The check Equivalence exports it, and whoever approves a release reads it. It runs with any Python, without a package.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

# As `equivalence.junit` writes them.
_COUNT = re.compile(r"([0-9]+) (?:problem|difference)s?; first: ")


def summary(report: Path) -> str:
    """`15 of 15 cases equal, 0 differences`. Raises ValueError: it is no report of a gate that compared something."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 - of our own gate
    except (OSError, ElementTree.ParseError) as error:
        raise ValueError(f"{report} cannot be read: {error}; run `make equivalence` first.") from None
    cases = [suite for suite in suites if suite.get("name") != "run"]
    if not cases:
        raise ValueError(f"{report} holds no case, so it says nothing about the programs.")
    equal = sum(not _found(suite) for suite in cases)
    differences = sum(_number(each) for each in _found(*suites))
    return f"{equal} of {len(cases)} cases equal, {differences} difference{'s' * (differences != 1)}"


def _found(*suites: ElementTree.Element) -> list[ElementTree.Element]:
    return [each for suite in suites for kind in ("failure", "error") for each in suite.iter(kind)]


def _number(entry: ElementTree.Element) -> int:
    told = _COUNT.match(entry.get("message", ""))
    # One that does not say how many is one.
    return int(told[1]) if told else 1


def main(arguments: Iterable[str]) -> int:
    """Print it. The exit code: 1 with a sentence when there is nothing to tell."""
    try:
        print(summary(Path(*arguments)))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
