"""Which files changed since somebody looked last."""

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.support.local.definition import inputs


class Changes:
    """files: gives the files of interest, each time anew."""

    def __init__(self, files: Callable[[], Iterable[Path]]) -> None:
        self._files = files
        self._before = self._now()

    def since_last_time(self) -> list[Path]:
        """Those that were written, made or deleted."""
        now = self._now()
        changed = [path for path in {**self._before, **now} if self._before.get(path) != now.get(path)]
        self._before = now
        return sorted(changed)

    def _now(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for path in self._files():
            try:
                state = path.stat()
            except OSError:
                continue
            found[path] = (state.st_mtime_ns, state.st_size)
        return found


class Templates(Changes):
    """Of what the templates are made. Listed only when something of it changed, because git takes its time."""

    def __init__(self) -> None:
        self._known = inputs()
        super().__init__(lambda: self._known)

    def since_last_time(self) -> list[Path]:
        if changed := super().since_last_time():
            # Before anybody reads them: what is saved from here on has changed again.
            self._known = inputs()
            super().since_last_time()
        return changed


def code(folder: Path) -> list[Path]:
    """Everything below a folder but what Python compiled."""
    return [path for path in folder.rglob("*") if "__pycache__" not in path.parts and path.is_file()]
