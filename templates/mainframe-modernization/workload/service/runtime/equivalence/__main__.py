"""The equivalence gate: `python -m equivalence --cases … --programs …`.

The exit code: 0 when each output of each case is the golden one, 1 when one is not or could not be judged, 2 when the
cases, the rules or the options cannot be used and nothing was run. The reports are written in each case.
"""

import argparse
import sys
from pathlib import Path

from equivalence.compare import SHOWN
from equivalence.errors import EquivalenceError
from equivalence.findings import CaseResult, Outcome
from equivalence.gate import Gate
from equivalence.html_report import html
from equivalence.junit import junit
from equivalence.writing import remove, write_whole


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    given, written = (options.cases, options.rules), (options.report, options.junit)
    if options.report == options.junit or {each.resolve() for each in written} & {
        each.resolve() for each in given if each
    }:
        parser.error("--report and --junit are written; give each a file of its own")
    code = 2
    try:
        # An earlier report may not be taken for the one of this run, even if this process is ended.
        for path in (options.report, options.junit):
            remove(path)
        rules = options.rules or options.cases.with_name("rules.yaml")
        if options.rules and not options.rules.is_file():
            raise EquivalenceError(f"{options.rules} is not there; without --rules it is rules.yaml beside the cases.")
        gate = Gate(options.cases, rules, options.programs, options.copybooks, shown=options.differences)
        outcome = gate.run(_told)
        code = 0 if outcome.equal else 1
    except EquivalenceError as error:
        outcome = Outcome(problems=[str(error)])
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    try:
        write_whole(options.report, html(outcome))
        write_whole(options.junit, junit(outcome))
    except EquivalenceError as error:
        print(error, file=sys.stderr)
        return 2
    equal = sum(each.equal for each in outcome.cases)
    said = f"{equal} of {len(outcome.cases)} cases equal, differences: {outcome.total}"
    # Without a difference it is these that make the gate red.
    problems = f", problems of the run, which stand above: {len(outcome.problems)}" if outcome.problems else ""
    print(f"{said}{problems}; report: {options.report}")
    return code


def _told(case: CaseResult) -> None:
    records = sum(output.actual for output in case.outputs)
    if case.equal:
        overlooked = sum(output.masked + output.tolerated for output in case.outputs)
        by_rules = f", overlooked by rules: {overlooked}" if overlooked else ""
        print(f"{case.name}: {case.program} is equal ({records} records, return code {case.return_code}{by_rules})")
        return
    print(f"{case.name}: {case.program} is NOT equal (differences: {case.total})")
    for output in case.outputs:
        for said in (*output.problems, *output.hints, *output.differences[:1]):
            print(f"  {output.dd}: {said}")
    if case.code_differs:
        print(f"  return code {case.return_code}, expected {case.expected_code}")
    for problem in case.problems:
        print(f"  {problem}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m equivalence", description="Program output against golden output.")
    paths = (
        ("--cases", True, None, "the cases file"),
        ("--programs", True, None, "folder of the compiled programs"),
        ("--report", True, None, "HTML report to write"),
        ("--junit", True, None, "JUnit XML to write"),
        ("--rules", False, None, "the rules file; left out: rules.yaml beside the cases"),
        ("--copybooks", False, Path("cpy"), "folder of the copybooks (%(default)s)"),
    )
    for name, required, default, text in paths:
        parser.add_argument(name, type=Path, required=required, default=default, help=text)
    parser.add_argument(
        "--differences",
        type=_count,
        default=SHOWN,
        metavar="N",
        help="differences that are shown of a file (%(default)s)",
    )
    return parser


def _count(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 100_000:
        raise argparse.ArgumentTypeError(f"'{given}' is not a whole number from 1 to 100000")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())
