"""A rendered repository: which template it came from, in which version, with which answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ANSWERS_FILE = ".copier-answers.yml"
Answers = Mapping[str, Any]


class Refused(Exception):
    """Nothing was done; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Origin:
    """What the answers file says."""

    template: str
    version: str
    answers: Answers


def origin(written: bytes | str, *, where: str = ANSWERS_FILE) -> Origin:
    """Read an answers file. Raises Refused when it does not say where the repository came from."""
    try:
        stored = yaml.safe_load(written)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise Refused(f"{where}{line} is no YAML. Restore it: git checkout HEAD -- {where}") from None
    if not isinstance(stored, dict) or not {"_src_path", "_commit"} <= stored.keys():
        raise Refused(
            f"{where} names no template and no version (_src_path, _commit), so there is nothing to update from. "
            "Was it copied from a folder without git? Then copy it again from the https URL of the template."
        )
    template, version = ("" if stored[name] is None else str(stored[name]) for name in ("_src_path", "_commit"))
    if not template or not version:
        raise Refused(
            f"{where} has no value for {'_commit' if template else '_src_path'}, so there is nothing to compare with. "
            f"Find the last one and write it there: git log -p -G'^_(commit|src_path)' -- {ANSWERS_FILE}"
        )
    answers = {str(name): value for name, value in stored.items() if not str(name).startswith("_")}
    return Origin(template, version, answers)


def origin_of(folder: Path) -> Origin:
    """The same, of the repository in `folder`."""
    file = folder / ANSWERS_FILE
    if not file.is_file():
        raise Refused(f"There is no {ANSWERS_FILE} in {folder}: run this in the top folder of a rendered repository.")
    return origin(file.read_bytes())
