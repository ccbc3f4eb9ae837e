"""`golden-paths export`: what portals read, made from the questions."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from golden_paths.project import Refused
from golden_paths.told import telling

Command = Callable[[str, object, str], argparse.ArgumentParser]


def add_options(commands: Any, command: Command) -> None:
    """Add the commands for portals to those of `golden-paths`."""
    written = command("export", _export, "write the forms of developer portals, made from the template's questions")
    written.add_argument("folder", metavar="FOLDER", help="where to; in a clone of the template this is portal")
    written.add_argument("--template", default=".", metavar="CLONE", help="by default this folder")


def _export(given: argparse.Namespace) -> int:
    # Few commands read the questions.
    from golden_paths.portal.export import export

    template = Path(given.template)
    if not (template / "copier.yml").is_file():
        raise Refused(f"There is no copier.yml in {template}: name a clone of the template, --template CLONE.")
    written = export(template, Path(given.folder))
    with telling():
        if given.json:
            print(json.dumps(written))
        else:
            sys.stdout.write("".join(f"{given.folder}/{path}\n" for path in written))
    return 0
