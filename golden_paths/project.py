"""A rendered repository: which template it came from, in which version, with which answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ANSWERS_FILE = ".copier-answers.yml"
Answers = Mapping[str, Any]


class Refused(Exception):
    """Nothing was done; the message is one sentence that says why and what to do."""


class AnswerRefused(Refused):
    """Copier refused an answer; `said` is its own sentence, which begins with the question."""

    def __init__(self, sentence: str, *, said: str) -> None:
        super().__init__(sentence)
        self.said = said


@dataclass(frozen=True)
class Origin:
    """What the answers file says."""

    template: str
    version: str
    answers: Answers


def origin(written: bytes | str, *, where: str = ANSWERS_FILE) -> Origin:
    """Read an answers file. Raises Refused when it does not say where the repository came from."""
    text = written.decode(errors="replace") if isinstance(written, bytes) else written
    if {"<<<<<<<", ">>>>>>>"} <= {line[:7] for line in text.splitlines()}:
        raise Refused(
            f"{where} holds the conflict markers of a merge: decide what stays, and commit it. Both sides: "
            f"git log -p --merges -- {ANSWERS_FILE}"
        )
    try:
        _refuse_twice(text, where)
        stored = yaml.safe_load(text)
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


def _refuse_twice(text: str, where: str) -> None:
    """YAML takes the last of two answers without a word; a merge of branches leaves both."""
    mapping = yaml.compose(text, Loader=yaml.SafeLoader)
    names = [key.value for key, _ in mapping.value] if isinstance(mapping, yaml.MappingNode) else []
    if twice := [name for name in names if names.count(name) > 1]:
        raise Refused(f"{where} answers {twice[0]} twice: delete the line that does not hold, and commit it.")


def not_text(answers: Answers) -> Iterator[str]:
    """A sentence for each answer that YAML took for something other than text, a number or a yes/no."""
    for name, value in answers.items():
        if value is None:
            yield f'{name} has no value in {ANSWERS_FILE}; where you want none, write {name}: ""'
        elif isinstance(value, (date, list, dict, bytes)):
            kind = "a date" if isinstance(value, date) else "something other than text"
            yield f'{name} is {value!s} in {ANSWERS_FILE}, which YAML takes for {kind}: put it in quotes, {name}: "…"'


def origin_of(folder: Path) -> Origin:
    """The same, of the repository in `folder`."""
    file = folder / ANSWERS_FILE
    if not file.is_file():
        raise Refused(f"There is no {ANSWERS_FILE} in {folder}: run this in the top folder of a rendered repository.")
    return origin(file.read_bytes())
