"""Edits of a copy of the template, as a next release would make them. Each one is called with the template's folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Edit = Callable[[Path], None]


def replace(path: str, was: str, now: str) -> Edit:
    """Replaces a text that must be there."""

    def edit(template: Path) -> None:
        text = (template / path).read_text("utf-8")
        assert was in text, f"{was} is not in {path}"
        (template / path).write_text(text.replace(was, now), "utf-8")

    return edit


def question(file: str, name: str, **values: Any) -> Edit:
    """Sets keys of a question in `questions/FILE.yml`, which it adds where there is none."""
    return _in_questions(file, lambda questions: questions.setdefault(name, {}).update(values))


def renamed_question(file: str, name: str, to: str, default: str) -> Edit:
    """Gives a question another name and default. Its validator goes, since it speaks of the old name."""

    def rename(questions: dict[str, Any]) -> None:
        questions[to] = {**questions.pop(name), "default": default}
        questions[to].pop("validator", None)

    return _in_questions(file, rename)


def unshared_file(path: str) -> Edit:
    """Takes a file of a block off the list, so that nothing renders it."""

    def edit(template: Path) -> None:
        listed = template / "questions" / "shared_files.yml"
        lines = listed.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if f"- {path} " not in line]
        assert len(kept) == len(lines) - 1, f"{path} is in no block"
        listed.write_text("".join(kept), "utf-8")

    return edit


def new_file(path: str) -> Edit:
    """Adds an empty file."""

    def edit(template: Path) -> None:
        (template / path).parent.mkdir(parents=True, exist_ok=True)
        (template / path).write_text("", "utf-8")

    return edit


def _in_questions(file: str, change: Callable[[dict[str, Any]], None]) -> Edit:
    def edit(template: Path) -> None:
        path = template / "questions" / f"{file}.yml"
        questions = yaml.safe_load(path.read_text("utf-8"))
        change(questions)
        path.write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False), "utf-8")

    return edit
