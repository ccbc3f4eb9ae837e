"""Only what was clean is remembered, and only while nothing has changed that the answer depends on."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import memory
from tests.support.memory import Memory


class Cache(dict[str, Any]):
    """As pytest's."""

    set = dict[str, Any].__setitem__


@pytest.fixture
def cache() -> Any:
    cache = Cache()
    Memory(cache, "tool", ("1.0",)).remember("clean")  # type: ignore[arg-type]
    return cache


def test_what_was_clean_is_known_and_nothing_else(cache: Any) -> None:
    assert Memory(cache, "tool", ("1.0",)).knows("clean")
    assert not Memory(cache, "tool", ("1.0",)).knows("other")
    assert not Memory(cache, "another tool", ("1.0",)).knows("clean")


def test_another_version_or_configuration_looks_again(cache: Any) -> None:
    assert not Memory(cache, "tool", ("1.1",)).knows("clean")


def test_another_day_looks_again(cache: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "date", SimpleNamespace(today=lambda: date(2000, 1, 1)))
    assert not Memory(cache, "tool", ("1.0",)).knows("clean")


def test_without_a_cache_nothing_is_remembered() -> None:
    without = Memory(None, "tool", ())
    without.remember("clean")
    assert not without.knows("clean")
