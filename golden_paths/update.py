"""An update from beginning to end. The user's tree is touched last, and then in an order that git can take back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from golden_paths.apply import HalfDone, apply
from golden_paths.change import GO_BACK
from golden_paths.plan import Update, plan
from golden_paths.repository import alone


def update(folder: Path, *, to: str = "", answers: Mapping[str, Any] | None = None) -> Update:
    """Plan an update of the repository in `folder` and bring it in, with no second update beside it.

    Takes what `plan` takes. Raises what `plan` and `apply` raise.
    """
    with alone(folder):
        made = plan(folder, to=to, answers=answers)
        apply(folder, made)
    return made


__all__ = ["GO_BACK", "HalfDone", "Update", "apply", "plan", "update"]
