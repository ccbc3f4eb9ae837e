"""No example has a time limit, as with the other tests of records."""

from tests.unit.records.conftest import settings

__all__ = ["settings"]
