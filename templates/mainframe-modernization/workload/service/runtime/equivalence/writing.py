"""Reports that are there whole or not at all."""

from pathlib import Path

from equivalence.errors import EquivalenceError
from records.writing import replacing


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside the file, then renames. Raises EquivalenceError: it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as stream:
            stream.write(content)
    except OSError as error:
        raise EquivalenceError(f"{path} cannot be written: {error.strerror or error}.") from None


def remove(path: Path) -> None:
    """An earlier report. Raises EquivalenceError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise EquivalenceError(f"{path} cannot be removed: {error.strerror or error}.") from None
