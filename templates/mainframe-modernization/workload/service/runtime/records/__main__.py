"""`python -m records …`: look at copybooks, check and convert files of records, write models and tables."""

import argparse
import sys
from pathlib import Path

from records.check import invalid_values
from records.code_pages import CodePage, CodePageError, code_page
from records.convert import convert_file
from records.copybook import CopybookError, read_copybook
from records.file_error import FileError
from records.files import Format, read_chunks
from records.layout import Layout
from records.model import model_source
from records.schema import SchemaError, migration_source, table_source


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0; 4 with records that are wrong, each named on stderr; 8 with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        faults = _run(options, read_copybook(options.copybook, record=options.record))
    except (CopybookError, CodePageError, FileError, SchemaError) as error:
        print(error, file=sys.stderr)
        return 8
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 8
    for fault in faults:
        print(fault, file=sys.stderr)
    return 4 if faults else 0


def _run(options: argparse.Namespace, layout: Layout) -> list[FileError]:
    if options.command == "layout":
        print(f"{layout.name}: {layout.shortest} to {layout.longest} bytes")
        for leaf in layout.leaves():
            print(f"{leaf.offset:6} {leaf.length:5} {leaf.path} {leaf.field.picture} {leaf.field.usage}")
    elif options.command == "model":
        sys.stdout.write(model_source(layout))
    elif options.command == "table":
        sys.stdout.write(table_source(layout, key=options.key))
    elif options.command == "migration":
        sys.stdout.write(migration_source(layout, key=options.key, revision=options.revision, after=options.after))
    elif options.command == "check":
        return _check(options, layout)
    else:
        return _convert(options, layout)
    return []


def _check(options: argparse.Namespace, layout: Layout) -> list[FileError]:
    faults: list[FileError] = []
    records = 0
    for chunk in read_chunks(options.file, layout, options.format, faults=faults):
        records += len(chunk.records)
        faults += invalid_values(chunk, layout, code_page(options.code_page), file=options.file.name)
    print(f"{options.file}: {records} records read, {len(faults)} faults.")
    return faults


def _convert(options: argparse.Namespace, layout: Layout) -> list[FileError]:
    faults: list[FileError] = []
    records = convert_file(
        options.file,
        options.target,
        layout,
        source_format=options.format,
        target_format=options.target_format or options.format,
        source_page=code_page(options.source),
        target_page=code_page(options.to),
        faults=faults,
    )
    written = f"{records} records written" if not faults else f"{len(faults)} faults, nothing written"
    print(f"{options.target}: {written}.")
    return faults


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m records", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    every = {
        "layout": "print the items of a record with offset and length",
        "model": "print a typed pydantic model",
        "table": "print a table of SQLAlchemy",
        "migration": "print a migration of Alembic",
        "check": "name each record that is wrong",
        "convert": "translate a file between code pages",
    }
    parsers = {name: commands.add_parser(name, help=text, description=text) for name, text in every.items()}
    for each in parsers.values():
        each.add_argument("copybook", type=Path)
        each.add_argument("--record", default="", help="the level 01, where the copybook has several")
    for name in ("table", "migration"):
        parsers[name].add_argument("--key", action="append", default=[], help="an item of the primary key; repeatable")
    parsers["migration"].add_argument("--revision", required=True)
    parsers["migration"].add_argument("--after", default="", help="the revision before it")
    for name in ("check", "convert"):
        parsers[name].add_argument("file", type=Path)
        parsers[name].add_argument("--format", type=Format, choices=list(Format), default=Format.FIXED)
    pages = ", ".join(CodePage)
    parsers["check"].add_argument("--code-page", default=CodePage.ASCII, help=f"one of {pages} (%(default)s)")
    parsers["convert"].add_argument("target", type=Path)
    parsers["convert"].add_argument("--target-format", type=Format, choices=list(Format), default=None)
    parsers["convert"].add_argument("--from", dest="source", required=True, help=f"one of {pages}")
    parsers["convert"].add_argument("--to", required=True, help=f"one of {pages}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
