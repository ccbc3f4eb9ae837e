"""Options of `python -m equivalence.reconcile`."""

import argparse
import os
from pathlib import Path

from records.code_pages import CodePage, CodePageError, code_page
from records.files import Format


def parser() -> argparse.ArgumentParser:
    """With the files of DD names where there are such."""
    options = argparse.ArgumentParser(
        prog="python -m equivalence.reconcile", description="Old output against new output."
    )
    for name, text in (("old", "of the old system"), ("new", "of the new one"), ("result", "JSON to write")):
        options.add_argument(f"--{name}", type=Path, default=_dd(name), help=f"{text}; left out: DD {name.upper()}")
    for side in ("old", "new"):
        options.add_argument(f"--{side}-name", default="", help="of the file for people; left out: its path")
    options.add_argument("--copybook", type=Path, help="left out: text, lines or records of --length bytes")
    options.add_argument("--length", type=_length, default=0, help="bytes of a record of text with format fixed")
    for side, page in (("old", CodePage.CP037), ("new", CodePage.ASCII)):
        options.add_argument(f"--{side}-format", type=_format, default=Format.FIXED, help="%(default)s")
        options.add_argument(f"--{side}-code-page", type=_page, default=page, help="%(default)s")
    options.add_argument(
        "--key", action="append", default=[], type=str.upper, metavar="FIELD", help="left out: by position"
    )
    options.add_argument("--rules", type=Path, help="rules file; those for this copybook and DD hold")
    options.add_argument("--dd", default="", help="the DD name of the output, for rules that name one")
    return options


def _dd(name: str) -> Path | None:
    value = os.environ.get(f"DD_{name.upper()}")
    return Path(value) if value else None


def _length(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 32_760:
        raise argparse.ArgumentTypeError(f"'{given}' is not a whole number from 1 to 32760")
    return int(given)


def _format(given: str) -> Format:
    if given not in list(Format):
        raise argparse.ArgumentTypeError(f"unknown format '{given}'; it is one of {', '.join(Format)}")
    return Format(given)


def _page(given: str) -> CodePage:
    try:
        return code_page(given)
    except CodePageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
