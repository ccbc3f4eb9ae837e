"""What a release may not do to repositories that were made from an earlier one.

Each rule yields a sentence for each thing that it refuses. The reasons are in docs/decisions/0006.
"""

import re
from collections.abc import Iterator

from golden_paths.ownership import Ownership
from golden_paths.project import Refused
from release.questions import choices
from release.version import Version

WRITTEN_BY_THE_TEAM = ("seed-once", "extension", "kept")
# A change of these is no mistake, but nobody should find it in a diff first.
TOLD = {"default": "default", "validator": "rule", "when": "condition"}


def check(old: Version, new: Version) -> list[str]:
    """Every reason why `new` may not follow `old` as a release; empty when it may."""
    return [
        *lost_questions(old, new),
        *narrowed_choices(old, new),
        *untold_changes(old, new),
        *refused_answers(old, new),
        *files_of_teams_made_managed(old, new),
        *files_not_retired(old, new),
        *files_that_never_arrive(old, new),
        *builds_that_cannot_start(old, new),
    ]


def lost_questions(old: Version, new: Version) -> Iterator[str]:
    """A question is gone or has a new name, and no default takes its answer over; or its type changed."""
    added = [question for name, question in new.questions.items() if name not in old.questions]
    for name, before in old.questions.items():
        if now := new.questions.get(name):
            if now.get("type") != before.get("type"):
                yield f"{name}: was {before.get('type')}, is {now.get('type')}; stored answers would not be read"
        elif not any(_mentions(question.get("default"), name) for question in added):
            bridge = f"{{{{ {name} | default('…') }}}}"
            yield f"{name}: the question is gone; where it has a new name, let that one's default begin with {bridge}"


def narrowed_choices(old: Version, new: Version) -> Iterator[str]:
    """A value that could be chosen cannot be chosen any more; copier would replace it by the default."""
    for name, before in old.questions.items():
        now = new.questions.get(name, {})
        if choices(now) and not choices(before):
            yield f"{name}: took any answer, and offers choices now; leave it open, and name the usual in its help"
        for value in choices(before):
            if choices(now) and value not in choices(now):
                yield f"{name}: `{value}` is no choice any more; keep it, and say in its label what to choose instead"


def untold_changes(old: Version, new: Version) -> Iterator[str]:
    """Another default, rule or condition, of which the changelog says nothing."""
    for name, before in old.questions.items():
        for key, word in TOLD.items():
            now = new.questions.get(name, before)
            if now.get(key) != before.get(key) and not _told(name, old, new):
                yield f"{name}: has another {word}; say what that means in CHANGELOG.md, and name `{name}` there"


def refused_answers(old: Version, new: Version) -> Iterator[str]:
    """Answers that the old version took and the new one refuses."""
    for example, answers in old.examples.items():
        try:
            new.files(answers)
        except Refused as refused:
            yield f"examples/{example}.yml of the last release is refused now: {refused}"


def files_of_teams_made_managed(old: Version, new: Version) -> Iterator[str]:
    """A file that teams have written themselves would be merged with the template's."""
    for path in _both(old, new):
        was, now = old.ownership.owner(path), new.ownership.owner(path)
        if was in WRITTEN_BY_THE_TEAM and now == "managed":
            yield f"{path}: was {was}, is managed; a managed file may become {was}, never the other way round"


def files_not_retired(old: Version, new: Version) -> Iterator[str]:
    """A file left the template: copier would delete it, edited or not, unless it is retired."""
    for path in sorted({path for before, now in _renderings(old, new) for path in before - now}):
        if new.ownership.owner(path) not in ("retired", "extension"):
            yield f"{path}: is rendered no more; list /{path} as retired in questions/ownership.yml"


def files_that_never_arrive(old: Version, new: Version) -> Iterator[str]:
    """A new file where updates bring none."""
    for path in sorted({path for before, now in _renderings(old, new) for path in now - before}):
        owner = new.ownership.owner(path)
        if owner not in ("seed-once", "extension"):
            continue
        if f"/{path}" not in _literal(new.ownership):
            yield f"{path}: is new below a folder that is {owner}, so it never arrives; put it elsewhere"
        elif not _told(path, old, new):
            yield f"{path}: is new and {owner}, so it never arrives; name it in CHANGELOG.md, for `make sample`"


def builds_that_cannot_start(old: Version, new: Version) -> Iterator[str]:
    """A runtime that the image of existing pipelines lacks: they build the update before they get another image."""
    image, now = old.builds["IMAGE"], new.builds
    if "INSTALLED" not in now:
        return  # a commit from before 0.8.0
    if image not in now["INSTALLED"]:
        yield f"settings/build_image.py: INSTALLED has {image} no more, which builds the update; leave its line there"
    yield from now["refused"]("settings/build_image.py", now["RUNTIMES"], deployed=image)


def _told(name: str, old: Version, new: Version) -> bool:
    """Whether a section of the changelog that `old` did not have names it among what an update does."""
    return any(f"`{name}`" in text for version, text in new.news.items() if version not in old.news)


def _literal(ownership: Ownership) -> set[str]:
    return {*ownership.seed_once, *ownership.extension}


def _both(old: Version, new: Version) -> list[str]:
    return sorted({path for before, now in _renderings(old, new) for path in before & now})


def _renderings(old: Version, new: Version) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """What both versions render for each example of the old one that both take."""
    for answers in old.examples.values():
        try:
            yield old.files(answers), new.files(answers)
        except Refused:
            continue  # refused_answers names it


def _mentions(default: object, name: str) -> bool:
    return isinstance(default, str) and bool(re.search(rf"\b{re.escape(name)}\b", default))
