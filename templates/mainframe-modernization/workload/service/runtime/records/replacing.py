"""A file that is written beside its place and moved there when complete, so that nothing is ever there in part."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EINVAL
from pathlib import Path
from tempfile import NamedTemporaryFile


class Output:
    """What `replacing` yields."""

    def __init__(self, write: Callable[[bytes | memoryview], int]) -> None:
        self.write = write
        self.discarded = False

    def discard(self) -> None:
        """Leave what is in its place as it is."""
        self.discarded = True


@contextmanager
def replacing(path: Path) -> Iterator[Output]:
    """What is written takes the place of `path` when the block ends; after an error all is as before.

    Raises OSError with the name of `path`: it cannot be written, or is a folder or a device.
    """
    if path.exists() and not path.is_file():
        # Who may, as root in a container, would put a file in the place of /dev/stdout.
        raise OSError(EINVAL, "Not a regular file", str(path))
    try:
        with _beside(path) as output:
            yield output
    except OSError as error:
        if error.filename is None or Path(error.filename).name.startswith(f".{path.name}."):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


@contextmanager
def _beside(path: Path) -> Iterator[Output]:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        output = Output(stream.write)
        try:
            yield output
            stream.flush()
            if output.discarded:
                os.unlink(stream.name)
            else:
                # NamedTemporaryFile is for its owner alone; others may read what open() would have made.
                os.chmod(stream.name, 0o666 & ~_umask())
                os.replace(stream.name, path)
        except BaseException:
            os.unlink(stream.name)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
