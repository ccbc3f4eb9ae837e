"""`golden-paths adopt`: the command line, and what it asks."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from golden_paths.address import started_by_uv
from golden_paths.adoption.adopt import adopt, plan, shown_difference, undo
from golden_paths.adoption.compare import Choices
from golden_paths.adoption.plan import Adoption
from golden_paths.adoption.told import as_json, lines, undone_lines
from golden_paths.adoption.undo import KEPT_ANSWERS, Undone
from golden_paths.git import Git
from golden_paths.project import Refused
from golden_paths.signals import undisturbed
from golden_paths.told import telling

REVIEW = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of `adopt` takes."""
    parser.add_argument("template", nargs="?", default="", help="the address of the template, as copier takes it")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the repository; by default here")
    parser.add_argument("--to", default="", metavar="VERSION", help="by default the latest release")
    parser.add_argument("--data", action="append", default=[], metavar="NAME=VALUE", help="an answer; may be repeated")
    parser.add_argument("--data-file", type=Path, metavar="FILE", help="answers in YAML, as copier reads them")
    parser.add_argument("--defaults", action="store_true", help="ask nothing: what is not given is the default")
    parser.add_argument("--write", action="store_true", help="write what is new, and what --take and --merge name")
    parser.add_argument("--take", action="append", default=[], metavar="PATH", help="write the template's over yours")
    parser.add_argument("--keep", action="append", default=[], metavar="PATH", help="decide that yours stays")
    parser.add_argument("--merge", action="append", default=[], metavar="PATH", help="write both, between markers")
    parser.add_argument("--show", metavar="PATH", help="show how the template's differs from yours, and end")
    parser.add_argument("--undo", action="store_true", help="take back a copy or an adoption that is not committed")


def run(given: argparse.Namespace) -> int:
    """Returns the exit code."""
    folder: Path = given.folder
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}: name the repository that is to be adopted.")
    folder = folder.resolve()
    answers = {**_of_file(given.data_file), **_of_words(given.data)}
    if given.undo:
        _refuse_for_an_undo(given)
        undone = undo(folder, given.template, to=given.to, answers=answers)
        return _told_of(undone, as_json=given.json)
    if not given.template:
        raise Refused('Which template? Name its address: uvx --from "git+ADDRESS" golden-paths adopt ADDRESS')
    asked = not given.defaults
    if asked and not sys.stdin.isatty():
        raise Refused("Nobody can be asked here: add --defaults, and --data NAME=VALUE for each other answer.")
    choices = Choices(tuple(given.take), tuple(given.keep), tuple(given.merge))
    options = {"to": given.to, "answers": answers, "asked": asked}
    if given.show:
        with telling():
            sys.stdout.buffer.write(shown_difference(folder, given.template, given.show, **options))
        return 0
    adoption = plan(folder, given.template, choices=choices, **options)
    again = _again(given, adoption, folder)
    if not given.write:
        _tell(adoption, again=again, as_json_=given.json, done=False)
        if not asked or given.json or not _confirmed():
            return REVIEW if adoption.needs_review else 0
    adopt(folder, adoption)
    with undisturbed():
        _tell(adoption, again=again, as_json_=given.json, done=True)
    return REVIEW if adoption.needs_review else 0


def _refuse_for_an_undo(given: argparse.Namespace) -> None:
    """Raises Refused: something is named that an undo would not look at."""
    for option in ("take", "keep", "merge", "show"):
        if getattr(given, option):
            raise Refused(f"--undo takes no --{option}: it takes everything back that nobody has changed since.")


def _tell(adoption: Adoption, *, again: list[str], as_json_: bool, done: bool) -> None:
    with telling():
        if as_json_:
            print(as_json(adoption, done=done))
        else:
            print("\n".join(lines(adoption, again=again, done=done)))


def _told_of(undone: Undone, *, as_json: bool) -> int:
    with undisturbed(), telling():
        if as_json:
            print(json.dumps({**vars(undone), "answers": str(undone.answers)}, indent=2))
        else:
            print("\n".join(undone_lines(undone)))
    return REVIEW if undone.left else 0


def _confirmed() -> bool:
    print("\nWrite this now? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _again(given: argparse.Namespace, adoption: Adoption, folder: Path) -> list[str]:
    """The command with every answer given, so that nobody is asked twice."""
    words = [*started_by_uv(adoption.template, folder), "adopt", given.template]
    if given.folder != Path():
        words.append(str(given.folder))
    if given.to:
        words += ["--to", given.to]
    if given.defaults:
        words += [word for each in given.data for word in ("--data", each)]
        words += ["--data-file", str(given.data_file)] if given.data_file else []
    else:
        file = Git(folder).path(KEPT_ANSWERS)
        file.write_bytes(adoption.stored)
        words += ["--data-file", str(file)]
    words.append("--defaults")
    for option in ("take", "merge", "keep"):
        words += [word for path in getattr(given, option) for word in (f"--{option}", path)]
    return words


def _of_words(words: list[str]) -> dict[str, str]:
    answers = {}
    for word in words:
        name, found, value = word.partition("=")
        if not found or not name:
            raise Refused(f'--data "{word}" is no answer: write NAME=VALUE, for example --data architecture=containers')
        answers[name] = value
    return answers


def _of_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    if not file.is_file():
        raise Refused(f"There is no file {file}: it holds answers, for example architecture: containers")
    try:
        read = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise Refused(
            f"{file}{line} is no YAML: write one answer a line, for example architecture: containers"
        ) from None
    if not isinstance(read, dict):
        raise Refused(f"{file} holds no answers: write one a line, for example architecture: containers")
    # An answers file of copier also says where it came from.
    return {str(name): value for name, value in read.items() if not str(name).startswith("_")}
