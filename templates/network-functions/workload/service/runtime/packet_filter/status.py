"""What the function says of itself, to the load balancer and to people."""

from dataclasses import asdict, dataclass
from http import HTTPStatus


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A version of the policy that was not loaded. file, line: where it is wrong, where known. reason: one sentence."""

    version: str
    reason: str
    file: str | None = None
    line: int | None = None


@dataclass(kw_only=True)
class Status:
    """Written by the loop and by the handler of SIGTERM, read by the health server: each value is replaced as a whole.

    version: of the image. policy: the version that is loaded. source_problem: why the policy cannot be read now.
    prepared: the interfaces are. ended: why the function is about to end. sessions: tracked now. sessions_full: no new
    one is admitted.
    """

    version: str
    policy: str | None = None
    refused: Refused | None = None
    source_problem: str | None = None
    prepared: bool = False
    draining: bool = False
    ended: str | None = None
    sessions: int = 0
    sessions_full: bool = False

    def health(self) -> tuple[HTTPStatus, dict[str, object]]:
        """What a load balancer is told: whether new flows may be sent here, and in a word why not."""
        if self.ended is not None:
            word = "ended"
        elif self.draining:
            word = "draining"
        elif self.policy is None:
            word = "no policy"
        elif not self.prepared:
            word = "starting"
        else:
            # Also with a policy that was refused: the one before it filters well, and other instances have no better.
            word = "ok"
        code = HTTPStatus.OK if word == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
        return code, {"version": self.version, "status": word, "policy": self.policy}

    def details(self) -> dict[str, object]:
        """What a person is told: everything."""
        _, health = self.health()
        return {**asdict(self), **health}
