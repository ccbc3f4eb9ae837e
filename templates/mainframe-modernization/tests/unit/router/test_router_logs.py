"""How much of the same a log may hold."""

import pytest

from router import logs


class Clock:
    """Stands for the module `time`."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


def test_each_minute_has_its_first_lines_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(logs, "time", clock)
    limit = logs.PerMinute(2)
    for clock.now in (1000.0, 1060.0):
        assert [limit.allows("a") for _ in range(4)] == [True, True, False, False]
        assert limit.allows("b")
