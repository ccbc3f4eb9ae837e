"""What the packets of a healthy function may cost: yours to change, with the reason."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """messages: of each flow. lost_percent: of the messages of a flow that passes. p99_ms: of its answers.

    failing_percent: of the new flows of a run in which an instance is taken away.
    whole_seconds: until as many targets are healthy as before: a new instance is started, and everything set up on it.
    worse_by: by which share a figure may be worse than the one in `baseline.json`.
    """

    messages: int = 200
    lost_percent: float = 0.5
    p99_ms: float = 50.0
    failing_percent: float = 20.0
    whole_seconds: float = 900.0
    worse_by: float = 0.25

    def as_json(self) -> dict[str, float]:
        """For the report."""
        return asdict(self)


LIMITS = Limits()
