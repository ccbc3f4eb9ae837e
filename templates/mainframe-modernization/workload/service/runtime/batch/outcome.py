"""What became of a step, and its form in JSON: in the run's folder, and as the output of the step's task."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# From here on a return code is an abend: no installation's JCL counts 16 as a result to go on with.
ABEND_FROM = 16


@dataclass(frozen=True, kw_only=True)
class Written:
    """A data set that a step published. key, version: in the store. records: None when their length is unknown."""

    dd: str
    dataset: str
    key: str
    version: str
    sha256: str
    bytes: int
    records: int | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """code: the return code, None for a step that was bypassed or abended. abend: why, "" without one.
    bypassed: why, "" when it ran. seconds: elapsed. ended: seconds since 1970. records_read: per DD."""

    step: str
    program: str
    code: int | None = None
    abend: str = ""
    bypassed: str = ""
    seconds: float = 0.0
    ended: float = 0.0
    records_read: Mapping[str, int | None] = field(default_factory=dict)
    written: tuple[Written, ...] = ()

    @property
    def ran(self) -> bool:
        """It was not bypassed; it may have abended."""
        return not self.bypassed

    def to_json(self) -> dict[str, Any]:
        """For `json.dumps`."""
        return {**asdict(self), "written": [asdict(each) for each in self.written]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Outcome":
        """Of `to_json`."""
        return cls(**{**found, "written": tuple(Written(**each) for each in found["written"])})
