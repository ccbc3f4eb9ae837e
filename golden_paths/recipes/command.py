"""`golden-paths new`: what its command line takes, and what it prints."""

import argparse
import json
from pathlib import Path

from golden_paths.names import shown
from golden_paths.recipes.new import Applied, as_table, new, recipes
from golden_paths.recipes.recipe import FOLDER
from golden_paths.update import GO_BACK


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of `new` takes."""
    parser.add_argument("recipe", nargs="?", default="", metavar="RECIPE", help="by default they are listed")
    parser.add_argument("--name", default="", metavar="NAME", help="what the new thing is called, for example parcels")
    parser.add_argument("--list", action="store_true", help="list the recipes of the version that this repository has")
    parser.add_argument(
        "--by-hand", action="store_true", help="print what fits nowhere in your files, and do all the rest"
    )


def report(folder: Path, given: argparse.Namespace) -> tuple[str, bool]:
    """Apply or list; returns what to print, and whether something is left to do by hand. Raises Refused."""
    if given.list or not given.recipe:
        found, origin = recipes(folder)
        if given.json:
            fitting = {name: any(way.fits(origin.answers) for way in each.ways) for name, each in found.items()}
            return json.dumps(fitting, indent=2) + "\n", False
        return as_table(found, origin) + "\n", False
    applied = new(folder, given.recipe, name=given.name, by_hand=given.by_hand)
    return (_as_json if given.json else _told)(applied, given.recipe), bool(applied.by_hand)


def _as_json(applied: Applied, recipe: str) -> str:
    left = [vars(change) for change in applied.by_hand]
    told = {"recipe": recipe, "written": applied.written, "removed": applied.removed, "by_hand": left}
    return json.dumps(told, indent=2) + "\n"


def _told(applied: Applied, recipe: str) -> str:
    lines = [f"{recipe}: {len(applied.written)} files written, {len(applied.removed)} removed"]
    lines += [f"  + {shown(path)}" for path in applied.written]
    lines += [f"  - {shown(path)}" for path in applied.removed]
    if applied.by_hand:
        lines += ["", "Left for you:", ""]
        lines += [change.by_hand for change in applied.by_hand]
    if applied.afterwards:
        lines += ["", applied.afterwards.rstrip()]
    lines += ["", "Next: git diff HEAD, then make check, then commit. All of it is yours: no update touches it."]
    lines += [f"What it is for: {FOLDER}/{recipe}/README.md of the template, version {applied.version}."]
    return "\n".join([*lines, f"To go back, with nothing lost: {GO_BACK}", ""])
