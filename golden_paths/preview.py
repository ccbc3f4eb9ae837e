"""The change that an update would make, as `git diff` shows it."""

from pathlib import Path

from golden_paths.git import Git
from golden_paths.plan import Update
from golden_paths.scratch import scratch_of


def difference(folder: Path, update: Update) -> bytes:
    """The difference between what is committed in `folder` and what `update` would leave."""
    with scratch_of(Git(folder)) as scratch:
        scratch.run("unpack-objects", "-q", given=update.objects)
        return scratch.difference(update.head, update.files)
