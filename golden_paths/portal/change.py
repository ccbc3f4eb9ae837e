"""The answers that a portal wants to change in a repository that is there already."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from golden_paths.portal.judge import usable
from golden_paths.portal.questions import read
from golden_paths.project import origin_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned


def wanted_answers(folder: Path, sent: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    """The answers that differ from those of the repository in `folder`, and the names of those that do not count.

    None where no answer is sent, so that the version changes; with an answer it stays, also where none differs.
    Raises Refused, as `usable` does.
    """
    if not sent:
        return None, []
    origin = origin_of(folder)
    with cloned(origin.template, folder=folder) as template, scratch_folder() as scratch:
        template.commit_of(origin.version)
        questionnaire = read(template.exported(origin.version, scratch / "exported"), called=template.address)
    usable(questionnaire, sent)
    kept, _ = usable(questionnaire, {**{k: v for k, v in origin.answers.items() if k in questionnaire.by_name}, **sent})
    changed = {name: kept[name] for name in sent if name in kept and kept[name] != origin.answers.get(name)}
    return changed, [name for name in sent if name not in kept]
