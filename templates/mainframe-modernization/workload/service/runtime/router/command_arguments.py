"""The arguments of `python -m router weights`.

Sentences name the variables of `make weights`, which is what people type, and the option behind each.
"""

import argparse
import re
from collections.abc import Iterable, Iterator

_SWITCH = {"on": True, "off": False}


class CommandError(Exception):
    """An argument is wrong; the message names it, with an example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `weights`."""
    parser.add_argument("--environment", required=True, metavar="NAME", help="for example dev")
    parser.add_argument("--project", default="", metavar="NAME", help="without it: NAME of project.py in this folder")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="OPERATION=PERCENT",
        help="again for each operation, all of them with the same weight: --set inquiry=10 --set posting=10",
    )
    parser.add_argument(
        "--shadow", action="append", default=[], metavar="OPERATION=on|off", help="again for more; off ends a shadow"
    )
    parser.add_argument(
        "--force", action="store_true", help="also weights that differ, which only operations without common data may"
    )


def changes_of(given: argparse.Namespace) -> Iterator[tuple[str, str, object]]:
    """Operation, member of its route, value. What is no number is left for `read_routes` to refuse.

    Raises CommandError.
    """
    for name, value in _pairs(given.set, 'SET="inquiry=10 posting=10" (--set inquiry=10 --set posting=10)'):
        yield name, "weight", int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else value
    for name, value in _pairs(given.shadow, 'SHADOW="inquiry=on" (--shadow inquiry=on)'):
        if value not in _SWITCH:
            raise CommandError(
                f"'{name}={value}': a shadow is on or off, for example SHADOW=\"{name}=off\" (--shadow {name}=off)."
            )
        yield name, "shadow", _SWITCH[value]


def _pairs(given: Iterable[str], example: str) -> Iterator[tuple[str, str]]:
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise CommandError(f"'{each}' is no operation and value, for example {example}.")
        yield name, value
