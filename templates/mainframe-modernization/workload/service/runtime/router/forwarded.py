"""What became of a request."""

from dataclasses import dataclass

from router.assignment import Side
from router.exchange import Answer, TargetError
from router.metrics import OTHER
from router.operation import Operation


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """What a request became. operation: None for one of no operation. result: the answer, or why there is none.

    changes_data: whether the caller has to know if it was carried out.
    """

    operation: Operation | None
    side: Side
    result: Answer | TargetError
    request_id: str
    shadowed: bool
    changes_data: bool

    @property
    def name(self) -> str:
        """Of the operation, for metrics and logs."""
        return self.operation.name if self.operation else OTHER
