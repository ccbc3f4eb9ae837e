"""One program that copies its input, for the tests that put a compiled one in its place."""

from tests.unit.equivalence.conftest import repository

__all__ = ["repository"]
