"""What happened to the answers in an update: none may change by itself."""

from collections.abc import Mapping
from typing import Any

from golden_paths.findings import Finding, Kind
from golden_paths.project import Answers, Refused


def changed_answers(before: Answers, after: Answers, *, asked: Mapping[str, Any]) -> list[Finding]:
    """What a person has to know about the answers.

    asked: the answers that the person changed on purpose.
    Raises Refused when another one changed: the old and the new value, and how to keep the old.
    """
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


def _dropped(name: str, before: Answers, after: Answers) -> bool:
    return name not in after and before[name] != ""


def _of_a_question_that_is_gone(name: str, before: Answers, after: Answers) -> Finding:
    """A question that was renamed takes the old answer as its default, so the same value stands under a new name."""
    heirs = [new for new in after if new not in before and after[new] == before[name]]
    if heirs:
        return Finding(Kind.CARRIED, name, f"is called {heirs[0]} now, and your answer is {before[name]!r} as before")
    return Finding(Kind.ANSWER, name, f"is no longer asked; it was {before[name]!r}")
