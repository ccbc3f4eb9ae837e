"""Converts JCL into job definitions: `python -m workload.jcl jcl/DAILY.jcl --procs jcl/proc --output jobs/`.

Each job becomes a file of its name. What is not converted is listed with file, line and reason. Exit code: 0 converted
fully, 4 partly (the list says what is missing), 8 not, or not written; with several jobs the highest.
"""

import argparse
import sys
from pathlib import Path

from workload.jcl.convert import Conversion, convert
from workload.jcl.findings import Findings, Grade, JclError, Kind, Place
from workload.jcl.library import read
from workload.jcl.not_listed import not_listed
from workload.jcl.output import NotWritten, write
from workload.jcl.summary import summary

_SAID = {Grade.FULLY: "converted fully", Grade.PARTLY: "converted partly", Grade.NOT: "not converted"}


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    options = _parser().parse_args(arguments)
    if missing := [str(each) for each in options.procs if not each.is_dir()]:
        print(
            f"--procs {missing[0]} is no folder; name one with procedures, such as jcl/proc.",
            file=sys.stderr,
        )
        return Grade.NOT
    conversions = [each for file in options.files for each in _convert(file, options.procs)]
    if options.summary:
        print(summary(conversions))
        return max(each.grade for each in conversions)
    return max(_report(each, options) for each in conversions)


def _convert(file: Path, folders: list[Path]) -> list[Conversion]:
    try:
        return convert(read(file), file=str(file), folders=folders)
    except JclError as error:
        findings = Findings()
        findings.error(Place(str(file), 0), error)
        return [Conversion(str(file), file.stem.upper(), "", findings)]


def _report(conversion: Conversion, options: argparse.Namespace) -> int:
    for finding in conversion.findings.of(*Kind):
        print(finding)
    grade, said = conversion.grade, f"{conversion.file}: job {conversion.name} is {_SAID[conversion.grade]}"
    if grade is Grade.NOT:
        print(f"{said}; nothing is written. Correct what is refused above, then convert again.")
        return grade
    try:
        path = write(conversion, options.output, overwrite=options.overwrite)
    except NotWritten as error:
        print(f"{said}, but {error}")
        return Grade.NOT
    print(f"{said}: {path}.")
    if missing := not_listed(path, options.output / "datasets.yaml"):
        print(missing)
    return grade


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workload.jcl", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JCL with one or more jobs")
    parser.add_argument(
        "--procs", action="append", default=[], type=Path, help="a folder of procedures, again for more"
    )
    parser.add_argument("--output", default=Path("jobs"), type=Path, help="where the definitions go (%(default)s)")
    parser.add_argument("--overwrite", action="store_true", help="also over a definition that was edited")
    parser.add_argument("--summary", action="store_true", help="write nothing; count jobs and reasons")
    return parser


if __name__ == "__main__":
    sys.exit(main())
