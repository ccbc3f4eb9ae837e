"""An adoption from beginning to end. The repository is touched last, and then in an order that git can take back."""

from pathlib import Path
from typing import Any

from golden_paths.adoption.compare import Choices
from golden_paths.adoption.plan import Adoption, plan
from golden_paths.adoption.undo import undo
from golden_paths.apply import apply
from golden_paths.git import Git
from golden_paths.repository import alone
from golden_paths.scratch import scratch_of


def adopt(folder: Path, adoption: Adoption) -> None:
    """Bring a planned adoption into the repository in `folder`, with no update beside it.

    Raises what `apply` raises.
    """
    with alone(folder):
        apply(folder, adoption)


def shown_difference(folder: Path, template: str, path: str, **options: Any) -> bytes:
    """How the template's version of a file differs from the one in `folder`, as `git diff` shows it.

    options: as `plan` takes them. A file that is new is shown whole.
    Raises Refused: the template has no such file, or both are the same.
    """
    adoption = plan(folder, template, choices=Choices(show=(path,)), **options)
    git = Git(folder)
    with scratch_of(git) as scratch:
        scratch.run("unpack-objects", "-q", given=adoption.objects)
        return scratch.difference(adoption.head, {**adoption.mine, path: adoption.files[path]})


__all__ = ["adopt", "plan", "shown_difference", "undo"]
