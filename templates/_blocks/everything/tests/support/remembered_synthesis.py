"""What an earlier run synthesised from exactly the same files, kept in pytest's cache.

A synthesis of the same files by the same libraries gives the same folder, so it is not made again while nothing has
changed. What failed is never kept. `pytest --cache-clear` forgets everything, `-p no:cacheprovider` keeps nothing.
"""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.inputs import digest, surroundings

# No synthesis reads what only these suites use. Everything else of the repository may decide.
OTHER_SUITES = tuple(Path("tests", suite) for suite in ("unit", "integration", "e2e", "load"))


class Remembered:
    """The memory of one run of pytest, begun before it imports what it synthesises."""

    def __init__(self, cache: pytest.Cache | None) -> None:
        self._folder = Path(str(cache.mkdir("synthesised"))) if cache is not None else None
        self._began = digest(without=OTHER_SUITES) if cache is not None else ""

    def assembly(self, what: str, make: Callable[[], Path]) -> Path:
        """The folder that `make` synthesises, or a copy of what it did for the same inputs.

        what: names it and every value that it is made for; two that differ have two names.
        """
        if self._folder is None or " object at 0x" in what:
            return make()
        kept = self._folder / self._key() / hashlib.sha256(what.encode()).hexdigest()
        if kept.is_dir():
            return _copied(kept)
        made = make()
        # Who saves a file meanwhile gets a synthesis of neither the old nor the new state.
        if digest(without=OTHER_SUITES) == self._began:
            self._keep(made, kept)
        return made

    def text(self, what: str, make: Callable[[], str]) -> str:
        """What `make` says, which is remembered like a synthesis."""

        def written() -> Path:
            folder = scratch_folder()
            (folder / "text").write_text(make(), "utf-8", newline="")
            return folder

        return (self.assembly(what, written) / "text").read_bytes().decode()

    def refusal(self, what: str, make: Callable[[], object]) -> str:
        """The exception that `make` raises, as `ValueError: why`. Fails, and keeps nothing, where it raises none."""

        def refused() -> str:
            with pytest.raises(Exception) as caught:
                make()
            return f"{caught.type.__name__}: {caught.value}"

        return self.text(what, refused)

    def _key(self) -> str:
        return hashlib.sha256(f"{self._began} {surroundings()}".encode()).hexdigest()

    def _keep(self, made: Path, kept: Path) -> None:
        assert self._folder is not None
        for older in self._folder.iterdir():
            if older != kept.parent:
                shutil.rmtree(older, ignore_errors=True)
        kept.parent.mkdir(exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix="part-", dir=kept.parent))
        shutil.copytree(made, part, dirs_exist_ok=True)
        try:
            # In one step: nobody ever copies half of it.
            part.rename(kept)
        except OSError:
            # Another run was first.
            shutil.rmtree(part, ignore_errors=True)


def _copied(kept: Path) -> Path:
    folder = scratch_folder()
    # The content alone: nobody asks when it was made, or by whom.
    shutil.copytree(kept, folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
    return folder


def scratch_folder() -> Path:
    """An empty folder, deleted when the tests are over."""
    folder = tempfile.mkdtemp(prefix="assembly-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


_OF_THIS_RUN = Remembered(None)


def remembered() -> Remembered:
    """That of this run."""
    return _OF_THIS_RUN


def pytest_configure(config: pytest.Config) -> None:
    """The conftest.py of the tests that synthesise imports this hook."""
    global _OF_THIS_RUN
    _OF_THIS_RUN = Remembered(getattr(config, "cache", None))
