"""How much counters have grown, over reloads that begin them again."""

from collections import Counter
from collections.abc import Mapping


class Tally:
    """Takes what counters show now, and gives what they grew by since it was last asked."""

    def __init__(self, start: Mapping[str, int] | None = None) -> None:
        self._shown: dict[str, int] = dict(start or {})
        self._grown: Counter[str] = Counter()

    def add(self, shown: Mapping[str, int]) -> None:
        """What the counters show. A smaller value than before: the counter began again at 0."""
        for name, value in shown.items():
            before = self._shown.get(name, 0)
            self._grown[name] += value - before if value >= before else value
        self._shown = dict(shown)

    def restart(self) -> None:
        """All counters begin again at 0 now; what they showed last has been added."""
        self._shown = {}

    def take(self) -> Counter[str]:
        """What they grew by since the last call."""
        grown, self._grown = self._grown, Counter()
        return grown
