"""What an approver reads: permissions and openings first, then what is removed, replaced, changed and added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from monitoring.change_sets import Change
from pipeline.review.widening import widening

# CodePipeline shows at most this much of a variable.
LONGEST_SENTENCE = 400
LONGEST_VALUE = 40
KINDS = ("removed", "replaced", "perhaps replaced", "changed", "added")


@dataclass(frozen=True, kw_only=True)
class PartSummary:
    """What there is to say about one stack. told: sentences about it. deployed: images and code that it will run."""

    stack: str
    changes: tuple[Change, ...] = ()
    told: tuple[str, ...] = ()
    deployed: tuple[str, ...] = ()


def kind(change: Change) -> str:
    """One of KINDS."""
    if change.action == "Remove":
        return "removed"
    if change.replaces:
        return "replaced" if change.replacement == "True" else "perhaps replaced"
    return "added" if change.action in {"Add", "Import"} else "changed"


def sentence(parts: Iterable[PartSummary]) -> str:
    """All of it in a line, for the approval itself."""
    parts = list(parts)
    changes = [each for part in parts for each in part.changes]
    wider = len(widening(changes))
    counts = {name: sum(kind(each) == name for each in changes) for name in KINDS}
    said = [f"{wider} wider permission{'s' * (wider != 1)} or opening{'s' * (wider != 1)}"] if wider else []
    said += [f"{count} {name}" for name, count in counts.items() if count]
    told = [line for part in parts for line in part.told]
    counted = f"{', '.join(said) or 'Nothing changes'}."
    whole = " ".join([counted, *told, *(f"Deploys {each}." for each in _deployed(parts))])
    return whole if len(whole) <= LONGEST_SENTENCE else f"{whole[: LONGEST_SENTENCE - 2]} …"


def page(environment: str, parts: Iterable[PartSummary]) -> str:
    """All of it as Markdown."""
    return "\n".join(_lines(environment, list(parts))) + "\n"


def _lines(environment: str, parts: list[PartSummary]) -> Iterator[str]:
    changes = [each for part in parts for each in part.changes]
    yield f"# What this release does to {environment}"
    yield ""
    yield from (f"Deploys `{each}`." for each in _deployed(parts))
    yield from (line for part in parts for line in part.told)
    wider = widening(changes)
    yield from ("", "## Permissions and openings that become wider", "")
    yield from (f"- {line}" for line in wider or ["none"])
    for name in KINDS:
        found = [each for each in changes if kind(each) == name]
        if found:
            yield from ("", f"## {name.capitalize()} ({len(found)})", "")
            yield from (f"- {_line(each)}" for each in found)
    if not changes:
        yield from ("", "Nothing else changes.")


def _values(name: str, before: Any, after: Any) -> str:
    """The name of a property; with its values where they are short."""
    plain = all(isinstance(each, str | int | float) and len(str(each)) <= LONGEST_VALUE for each in (before, after))
    return f"{name} {before} → {after}" if plain else name


def _deployed(parts: Iterable[PartSummary]) -> list[str]:
    return list(dict.fromkeys(each for part in parts for each in part.deployed))


def _line(change: Change) -> str:
    causes = dict.fromkeys(cause.property for cause in change.causes)
    changed = [
        _values(name, change.before.get(name), change.after.get(name))
        for name in sorted(change.before.keys() | change.after.keys())
        if change.before.get(name) != change.after.get(name)
    ]
    why = ""
    if change.replaces and causes:
        why = f", because of {', '.join(causes)}"
    elif kind(change) == "changed" and changed:
        why = f": {', '.join(changed)}"
    left = {"Retain": "; what it holds stays behind", "ReplaceAndRetain": "; the old one stays behind"}
    return f"`{change.logical_id}` ({change.type}, {change.stack}){why}{left.get(change.policy, '')}"
