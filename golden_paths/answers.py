"""Answers as a person writes them, and what happened to them in an update: none may change by itself."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from golden_paths.findings import Finding, Kind
from golden_paths.project import ANSWERS_FILE, Answers, Refused

# Where an answer begins: at the start or after a blank, perhaps in quotes.
_BEGINS = re.compile(r"(?:^|\s+)(?=[\"']?[a-z]\w*=)")


def written_answers(words: Sequence[str]) -> dict[str, str]:
    """The answers of a command line, by question.

    words: `NAME=VALUE`, as the shell split them. What has no `NAME=` belongs to the value before it, so that a text
    with blanks needs no quotes of its own in `make reconfigure ANSWERS="description=Tells who sent a parcel."`
    Raises Refused: the first word is no answer.
    """
    first, *pieces = _BEGINS.split(" ".join(words).strip())
    if first or not pieces:
        raise Refused(f'"{first}" is no answer: write NAME=VALUE, for example delivery=linear')
    given = {}
    for piece in pieces:
        name, _, value = _unquoted(piece).partition("=")
        given[name] = _unquoted(value)
    return given


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def changed_answers(before: Answers, after: Answers, *, asked: Mapping[str, Any]) -> list[Finding]:
    """What a person has to know about the answers.

    asked: the answers that the person changed on purpose.
    Raises Refused when another one changed: the old and the new value, and how to keep the old. Or when one that was
    asked for is no question.
    """
    # An empty answer is how a person leaves one out.
    if unknown := [name for name, value in asked.items() if name not in after and value != ""]:
        known = ", ".join(after)
        raise Refused(f'"{unknown[0]}" is no question of this repository with these answers; these are: {known}')
    changed = {
        name: after[name] for name in before if name in after and before[name] != after[name] and name not in asked
    }
    if changed and not asked:
        told = "; ".join(f'"{name}" was {before[name]!r} and would be {value!r}' for name, value in changed.items())
        raise Refused(f"An answer would change by itself: {told}. Choose it yourself first: make reconfigure")
    findings = [
        Finding(Kind.ANSWER, name, f"changed from {before[name]!r} to {value!r}, since it depends on your other answer")
        for name, value in changed.items()
    ]
    return findings + [
        _of_a_question_that_is_gone(name, before, after) for name in before if _dropped(name, before, after)
    ]


def refuse_missing(stored: Answers, rendered: Answers, *, asked: Mapping[str, Any]) -> None:
    """Raises Refused: a rendering of the same version has an answer that is not stored: a default would come back."""
    if lost := [name for name in rendered if name not in stored and name not in asked]:
        name = lost[0]
        raise Refused(
            f'{ANSWERS_FILE} has no answer to "{name}" any more, and an update would take the default, '
            f"{json.dumps(rendered[name])}. See what it was: git log -p -G'^{name}:' -- {ANSWERS_FILE}. Then choose: "
            f'make reconfigure ANSWERS="{name}=…"'
        )


def settled(render: Callable[[Answers], Path], stored: Answers, *, asked: Mapping[str, Any]) -> Path:
    """A rendering with the stored answers and those that were asked for.

    render: renders with these answers as given, into a repository that has the stored ones.
    Where a stored one does not go with what was asked for, such as the branch with a source that has none, it gives way
    to what the question suggests. Raises Refused: an answer that was asked for is refused.
    """
    try:
        return render({**stored, **asked})
    except Refused:
        if not asked:
            raise
    return render(asked)


def _dropped(name: str, before: Answers, after: Answers) -> bool:
    return name not in after and before[name] != ""


def _of_a_question_that_is_gone(name: str, before: Answers, after: Answers) -> Finding:
    """A question that was renamed takes the old answer as its default, so the same value stands under a new name."""
    heirs = [new for new in after if new not in before and after[new] == before[name]]
    if heirs:
        return Finding(Kind.CARRIED, name, f"is called {heirs[0]} now, and your answer is {before[name]!r} as before")
    return Finding(Kind.ANSWER, name, f"is no longer asked; it was {before[name]!r}")
