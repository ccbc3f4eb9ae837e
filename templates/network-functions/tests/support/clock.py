"""A clock for tests, which only sleeping moves."""

from dataclasses import dataclass, field


@dataclass
class Clock:
    """now: in seconds. waited: how long each wait was. Stands for `time.monotonic` and `time.sleep`."""

    now: float = 0.0
    waited: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Moves the time."""
        self.now += seconds
        self.waited.append(seconds)
