"""A session, ECS, CloudWatch Logs, STS and a clock in one, as far as a migration asks them."""

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.support.judged_calls import AwsFake
from workload.container import CONTAINER

OUTPUTS = {
    "MigrationCluster": "arn:aws:ecs:eu-west-1:111111111111:cluster/migrations",
    "MigrationTask": "arn:aws:ecs:eu-west-1:111111111111:task-definition/migration:7",
    "MigrationSubnets": "subnet-1,subnet-2",
    "MigrationSecurityGroup": "sg-1",
    "MigrationRole": "arn:aws:iam::111111111111:role/runner",
    "MigrationLogGroup": "migrations",
}
TASK = "arn:aws:ecs:eu-west-1:111111111111:task/migrations/0123abc"
RUNNING: dict[str, Any] = {"lastStatus": "RUNNING"}
Seen = dict[str, Any] | None


class NoSuchStream(Exception):
    """CloudWatch Logs: ResourceNotFoundException."""


def refusal(code: str = "AccessDeniedException", operation: str = "RunTask") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def stopped(code: int | None = 0, **changes: Any) -> dict[str, Any]:
    """A task that ended: exit code of its container, and what else ECS says about it."""
    container: dict[str, Any] = {"name": CONTAINER} | ({} if code is None else {"exitCode": code})
    return {
        "lastStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "stoppedReason": "Essential container in task exited",
        "containers": [container],
        **changes,
    }


@dataclass
class Aws(AwsFake, services=("ecs", "logs", "sts")):
    """seen: what one look at the task after the other finds, the last one stays; None: nothing yet.

    lines: (second, line) of the log. refusals: how often, and with what, each operation is refused first.
    """

    seen: list[Seen] = field(default_factory=lambda: [stopped()])
    lines: list[tuple[float, str]] = field(default_factory=list)
    refusals: list[ClientError] = field(default_factory=list)
    started: dict[str, Any] = field(default_factory=lambda: {"tasks": [{"taskArn": TASK}], "failures": []})
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    now: float = 0.0
    region_name = "eu-west-1"

    class exceptions:
        """As a client has them."""

        ResourceNotFoundException = NoSuchStream

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds

    def client(self, _service: str, **_options: Any) -> "Aws":
        return self

    def named(self, operation: str) -> list[dict[str, Any]]:
        return [values for name, values in self.calls if name == operation]

    def _called(self, operation: str, values: dict[str, Any]) -> None:
        self.calls.append((operation, values))
        if self.refusals and self.refusals[0].operation_name.lower() == operation.replace("_", ""):
            raise self.refusals.pop(0)

    def assume_role(self, **values: Any) -> dict[str, Any]:
        self._called("assume_role", values)
        # pragma: allowlist nextline secret
        keys = {"AccessKeyId": "key", "SecretAccessKey": "hidden", "SessionToken": "token"}
        return {"Credentials": keys}

    def run_task(self, **values: Any) -> dict[str, Any]:
        self._called("run_task", values)
        return self.started

    def describe_tasks(self, **values: Any) -> dict[str, Any]:
        self._called("describe_tasks", values)
        found = self.seen.pop(0) if len(self.seen) > 1 else self.seen[0]
        return {"tasks": [found] if found else []}

    def stop_task(self, **values: Any) -> None:
        self._called("stop_task", values)

    def get_log_events(self, **values: Any) -> dict[str, Any]:
        """One line a page, as a reader of several pages needs it; the token of the end is given back again."""
        self._called("get_log_events", values)
        written = [line for second, line in self.lines if second <= self.now]
        if not written:
            raise NoSuchStream
        begin = int(values.get("nextToken", "0"))
        page = written[begin : begin + 1]
        return {"events": [{"message": line} for line in page], "nextForwardToken": str(begin + len(page))}
