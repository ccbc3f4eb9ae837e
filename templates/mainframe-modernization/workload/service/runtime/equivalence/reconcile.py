"""Reconciles the output of a parallel run: `python -m equivalence.reconcile --old FILE --new FILE …`.

Without --old, --new and --result the files are those of the DD names OLD, NEW and RESULT (DD_OLD, …), as in a job step.
The result is JSON: counts, control totals and hashes of both. The exit code: 0 when both are the same, 1 when they are
not or one cannot be read in full, 2 when nothing was compared, for example for a copybook that cannot be read.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from equivalence.errors import EquivalenceError
from equivalence.parallel_run import reconcile
from equivalence.plan import Plan
from equivalence.reconcile_options import parser
from equivalence.rule_file import read_rules
from equivalence.rules import Rule
from equivalence.sides import Side, longest_line, text_layout
from equivalence.writing import remove, write_whole
from records.copybook import CopybookError, read_copybook
from records.layout import Layout

_SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    given = parser()
    options = given.parse_args(arguments)
    for name in ("old", "new", "result"):
        if getattr(options, name) is None:
            given.error(f"--{name} is missing, and there is no DD {name.upper()}")
    if options.result.resolve() in (options.old.resolve(), options.new.resolve()):
        given.error(f"--result {options.result} is one of the files to compare; give it a file of its own")
    if options.old.resolve() == options.new.resolve():
        given.error(f"--old and --new are both {options.old}; a file is always equal to itself")
    code = 2
    try:
        remove(options.result)
        equal, result = _reconcile(options)
        code = 0 if equal else 1
    except (EquivalenceError, CopybookError) as error:
        result = _refused(str(error))
    except OSError as error:
        result = _refused(f"{error.filename} cannot be read: {error.strerror}.")
    try:
        write_whole(options.result, json.dumps(result, indent=2, ensure_ascii=False).encode() + b"\n")
    except EquivalenceError as error:
        print(error, file=sys.stderr)
        return 2
    for problem in result["problems"]:
        print(problem, file=sys.stderr)
    records = f" ({result['records']['old']} and {result['records']['new']} records)" if "records" in result else ""
    old, new = options.old_name or options.old, options.new_name or options.new
    print(f"{'EQUAL' if code == 0 else 'NOT EQUAL'}: {old} and {new}{records}; see {options.result}")
    return code


def _reconcile(options: argparse.Namespace) -> tuple[bool, dict[str, Any]]:
    layout = _layout(options)
    rules = [each for each in _rules(options.rules) if each.concerns(case="", dd=options.dd, copybook=_name(options))]
    plan = Plan(layout, options.key, rules)
    old, new = (
        Side(path=path, name=name or str(path), layout=layout, format=format, code_page=page)
        for path, name, format, page in (
            (options.old, options.old_name, options.old_format, options.old_code_page),
            (options.new, options.new_name, options.new_format, options.new_code_page),
        )
    )
    done = reconcile(old, new, plan, [(str(each), each.reason) for each in rules], shown=_SHOWN)
    return done.equal, done.result


def _refused(reason: str) -> dict[str, Any]:
    return {"equal": False, "problems": [reason]}


def _rules(path: Path | None) -> tuple[Rule, ...]:
    return read_rules(path) if path else ()


def _name(options: argparse.Namespace) -> str:
    return str(options.copybook.stem) if options.copybook else ""


def _layout(options: argparse.Namespace) -> Layout:
    if options.copybook:
        return read_copybook(options.copybook)
    if options.length:
        return text_layout(options.length)
    return text_layout(max(longest_line(options.old), longest_line(options.new)))


if __name__ == "__main__":
    sys.exit(main())
