"""The answers that a portal wants to change in a repository that is there already."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden_paths.portal.judge import refused_by_schema, secrets_in, usable
from golden_paths.portal.questions import BEHIND_QUESTIONS, read
from golden_paths.project import origin_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned


@dataclass(frozen=True)
class Wanted:
    """Answers that change, the names of those that do not count, and those that are secret."""

    answers: dict[str, Any] | None
    dropped: list[str]
    secrets: dict[str, Any]


def wanted_answers(folder: Path, sent: Mapping[str, Any]) -> Wanted:
    """The answers that differ from those of the repository in `folder`.

    None where no answer is sent, so that the version changes; with an answer it stays, also where none differs.
    Raises Refused, as `usable` does.
    """
    if not sent:
        return Wanted(None, [], {})
    origin = origin_of(folder)
    with cloned(origin.template, folder=folder) as template, scratch_folder() as scratch:
        template.commit_of(origin.version)
        folder_of_it = template.exported(origin.version, scratch / "exported", without=BEHIND_QUESTIONS)
        questionnaire = read(folder_of_it, called=template.address)
    usable(questionnaire, sent)
    kept, _ = usable(questionnaire, {**{k: v for k, v in origin.answers.items() if k in questionnaire.by_name}, **sent})
    changed = {name: kept[name] for name in sent if name in kept and kept[name] != origin.answers.get(name)}
    problem = refused_by_schema(questionnaire, kept)
    # Of an answer that is missing Copier says less; of a wrong one it says more, in the update.
    if problem and problem.question not in kept:
        raise problem
    return Wanted(changed, [name for name in sent if name not in kept], secrets_in(questionnaire, kept))
