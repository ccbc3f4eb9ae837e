"""Imports less than a library would by itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(module: str) -> Iterator[None]:
    """What is imported in here finds no `module`, unless it is there already."""
    if module in sys.modules:
        yield
        return
    # Python takes this for a module that is not installed.
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
