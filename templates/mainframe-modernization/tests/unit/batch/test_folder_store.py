"""A folder in place of a bucket: an object is there as a whole or not at all, on a full disk and on another one."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from batch.store import FolderStore

KEY = "datasets/BANK.ACCOUNT.MASTER"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "datasets").mkdir()
    return FolderStore(tmp_path / "datasets")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """An output that a program has left in its scratch folder."""
    file = tmp_path / "ACCTOUT"
    file.write_bytes(b"new" * 1_000_000)
    return file


def fails_with(number: int) -> Any:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_an_output_on_another_disk_is_copied_as_a_whole(
    store: FolderStore, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", fails_with(errno.EXDEV))
    store.put(KEY, made, manifest="", sha256="")
    assert store.read(KEY) == made.read_bytes()
    assert [path.name for path in (tmp_path / "datasets").iterdir()] == ["BANK.ACCOUNT.MASTER"]


def test_after_an_error_the_old_one_is_there_and_nothing_beside_it(
    store: FolderStore, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(KEY, b"old")
    monkeypatch.setattr(Path, "replace", fails_with(errno.EXDEV))
    monkeypatch.setattr(os, "replace", fails_with(errno.ENOSPC))
    with pytest.raises(OSError, match=r"BANK\.ACCOUNT\.MASTER"):
        store.put(KEY, made, manifest="", sha256="")
    with pytest.raises(OSError, match=r"BANK\.ACCOUNT\.MASTER"):
        store.write(KEY, b"new")
    assert store.read(KEY) == b"old"
    assert [path.name for path in (tmp_path / "datasets").iterdir()] == ["BANK.ACCOUNT.MASTER"]


def test_another_error_of_the_move_is_no_reason_to_copy(
    store: FolderStore, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", fails_with(errno.EACCES))
    with pytest.raises(PermissionError):
        store.put(KEY, made, manifest="", sha256="")
    assert store.read(KEY) is None
