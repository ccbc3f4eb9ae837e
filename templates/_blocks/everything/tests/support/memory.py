"""What was clean, remembered in pytest's cache: to look at the same templates again takes seconds."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import pytest


@dataclass(frozen=True)
class Memory:
    """What one tool found clean today, since some rules depend on the date.

    cache: None with `-p no:cacheprovider`, and then nothing is remembered.
    depends_on: all that its answer depends on beside a text: its version, its configuration.
    """

    cache: pytest.Cache | None
    tool: str
    depends_on: tuple[str, ...]

    @classmethod
    def of(cls, config: pytest.Config, tool: str, *depends_on: str) -> Self:
        """That of this run of pytest."""
        return cls(getattr(config, "cache", None), tool, depends_on)

    def knows(self, text: str) -> bool:
        """Whether this was clean before."""
        return _digest(text) in self._clean()

    def remember(self, text: str) -> None:
        """This is clean."""
        if self.cache is not None:
            self.cache.set(f"clean/{self.tool}", {"by": self._by(), "clean": [*self._clean(), _digest(text)]})

    def _by(self) -> list[str]:
        return [date.today().isoformat(), *self.depends_on]

    def _clean(self) -> list[str]:
        remembered: dict[str, Any] = self.cache.get(f"clean/{self.tool}", {}) if self.cache is not None else {}
        return remembered["clean"] if remembered.get("by") == self._by() else []


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
