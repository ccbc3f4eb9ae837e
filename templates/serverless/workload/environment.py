"""The sizes of a serverless environment, on top of what every environment has."""

from dataclasses import dataclass

from settings.configuration import ConfigurationError
from settings.delivery import Shift
from settings.environment import DeploymentEnvironment, require_log_retention

# CloudFormation gives up on the update of a Lambda alias after two hours, traffic shift and both hooks included.
ALIAS_UPDATE_MINUTES = 120
HOOK_MINUTES = 5


@dataclass(frozen=True, kw_only=True)
class Environment(DeploymentEnvironment):
    """One serverless environment.

    memory_mb: memory of each function, in MiB; CPU grows with it.
    requests_per_second: throttling limit of the API (burst is twice as much).
    p99_milliseconds: slower than this at the 99th percentile is unhealthy, in milliseconds.
    log_retention_days: one of the values that CloudWatch Logs has, in days.
    """

    memory_mb: int = 512
    requests_per_second: int = 100
    p99_milliseconds: int = 2000
    log_retention_days: int = 30

    def __post_init__(self) -> None:
        super().__post_init__()
        require_log_retention(self.log_retention_days)
        if not 128 <= self.memory_mb <= 10240:
            raise ConfigurationError(
                f"memory_mb={self.memory_mb}: Lambda allows 128 to 10240, for example memory_mb=512"
            )
        if self.requests_per_second < 1:
            raise ConfigurationError(
                f"requests_per_second={self.requests_per_second}: at least 1, or the API answers nobody, for example "
                "requests_per_second=100"
            )
        if self.p99_milliseconds < 1:
            raise ConfigurationError(
                f"p99_milliseconds={self.p99_milliseconds}: at least 1 millisecond, for example p99_milliseconds=2000"
            )
        if self.delivery.shift is Shift.ROLLING:
            raise ConfigurationError(
                f"delivery of {self.name}: Delivery.rolling() replaces tasks of containers, and functions have none; "
                "for example Delivery.all_at_once()"
            )
        needed = self.deployment_minutes
        if needed > ALIAS_UPDATE_MINUTES:
            raise ConfigurationError(
                f"delivery of {self.name}: {self.delivery.shifting_minutes} minutes of shifting and {2 * HOOK_MINUTES} "
                f"of hooks are {needed}; CloudFormation ends the update of an alias after {ALIAS_UPDATE_MINUTES}, "
                "for example Delivery.canary(percent=10, minutes=30)"
            )

    @property
    def deployment_minutes(self) -> int:
        return super().deployment_minutes + 2 * HOOK_MINUTES
