"""`python -m workload.cobol build|test|analyse`: exit code 0, or 1 with a sentence for each thing to mend; 130 after
Ctrl-C."""

import argparse
import sys
import time
from pathlib import Path

from workload.cobol.compiler import build
from workload.cobol.errors import CobolError
from workload.cobol.unit_tests import run_tests, write_junit

_HERE = Path()
_PROGRAMS = Path("build/cobol")
# Of a program that Ctrl-C ends, as a shell counts it.
_INTERRUPTED = 130
# Beside them: what stands in the folder of programs is released.
_TEST_PROGRAMS = Path("build/cobol-tests")


def _build(arguments: argparse.Namespace) -> int:
    for program in build(_HERE, arguments.target):
        print(f"{program.artifact} {'compiled' if program.compiled else 'is up to date'}")
    return 0


def _test(arguments: argparse.Namespace) -> int:
    start = time.monotonic()
    build(_HERE, arguments.target)
    cases = run_tests(_HERE, arguments.target, _TEST_PROGRAMS)
    write_junit(cases, arguments.junit, time.monotonic() - start)
    for case in cases:
        for failure in case.failures:
            print(f"{case.program}: {case.name}: {failure}", file=sys.stderr)
    failed = sum(bool(case.failures) for case in cases)
    print(f"{len(cases)} COBOL tests, {failed} failed; {arguments.junit} has them.")
    return 1 if failed else 0


def _analyse(arguments: argparse.Namespace) -> int:
    # Here, since the build of an image has neither the run time of the service nor a library that draws.
    from workload.cobol.analysis.picture import draw
    from workload.cobol.analysis.report import analyse

    report = analyse(_HERE)
    arguments.graph.parent.mkdir(parents=True, exist_ok=True)
    draw(report.graph).save_svg(str(arguments.graph))
    for finding in report.findings:
        print(finding, file=sys.stderr)
    print(f"{len(report.programs)} programs, {len(report.findings)} findings; {arguments.graph} shows what they use.")
    return 1 if report.findings else 0


def main() -> int:
    """Run the command of this command line."""
    parser = argparse.ArgumentParser(prog="python -m workload.cobol", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("build", help="compile cbl/*.cbl")
    command.add_argument("--target", type=Path, default=_PROGRAMS, help=f"default: {_PROGRAMS}")
    command.set_defaults(run=_build)
    command = commands.add_parser("test", help="build, and run the COBOL unit tests of tests/cobol")
    command.add_argument("--target", type=Path, default=_PROGRAMS, help=f"default: {_PROGRAMS}")
    command.add_argument("--junit", type=Path, default=Path("reports/cobol.xml"), help="default: reports/cobol.xml")
    command.set_defaults(run=_test)
    command = commands.add_parser("analyse", help="checks without running, and a picture of what depends on what")
    command.add_argument("--graph", type=Path, default=Path("reports/cobol.svg"), help="default: reports/cobol.svg")
    command.set_defaults(run=_analyse)
    arguments = parser.parse_args()
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print(
            "Interrupted: programs that were complete are kept, and the next build makes the others.", file=sys.stderr
        )
        return _INTERRUPTED
    except OSError as error:
        print(f"{error.filename} cannot be read or written: {error.strerror}.", file=sys.stderr)
        return 1
    except CobolError as error:
        print(error, file=sys.stderr)
        if error.details:
            print(f"cobc says:\n{error.details}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
