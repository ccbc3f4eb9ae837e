"""A file is written as a whole or not at all, and what goes wrong names it."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from records.replacing import replacing


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond 4 KiB. No fixture: that would also hold for the file that pytest reports into."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [5_000, 5_000_000])
def test_a_disk_that_is_full_leaves_the_file_as_it_was_and_is_told_with_its_name(tmp_path: Path, size: int) -> None:
    target = tmp_path / "ACCTOUT"
    target.write_bytes(b"before")
    with full_disk(), pytest.raises(OSError, match="File too large") as raised, replacing(target) as output:
        output.write(bytes(size))
    assert raised.value.filename == str(target)
    assert [each.name for each in tmp_path.iterdir()] == ["ACCTOUT"]
    assert target.read_bytes() == b"before"


def test_a_folder_that_is_not_there_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, replacing(tmp_path / "lost" / "ACCTOUT"):
        pass
    assert raised.value.filename == str(tmp_path / "lost" / "ACCTOUT")


def test_what_is_no_regular_file_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path):
        with pytest.raises(OSError, match="Not a regular file"), replacing(path):
            pass
    assert pipe.is_fifo()


def test_an_error_of_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, replacing(tmp_path / "ACCTOUT"):
        (tmp_path / "ACCTIN").read_bytes()
    assert raised.value.filename == str(tmp_path / "ACCTIN")
