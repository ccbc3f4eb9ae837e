"""What the pipeline knows about an environment. Each workload adds its sizes in `workload/environment.py`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from settings.configuration import ConfigurationError, edited_line
from settings.delivery import Delivery
from settings.freeze import Freeze, require_freezes
from settings.pipeline import Accounts, require_account
from settings.regions import require_region
from settings.window import DeploymentWindow as DeploymentWindow  # also under this name, as environments.py had it

TESTS = Path(__file__).parent.parent / "tests"
# Environments of the command line that are no environments of `environments.py`.
RESERVED = {"pipeline", "sandbox"}
# CodeBuild and CloudFormation need time beside what a deployment itself takes.
OVERHEAD_MINUTES = 30
# Source: AWS CodeBuild API, CreateProject, timeoutInMinutes.
LONGEST_BUILD_MINUTES = 36 * 60
# Source: Amazon CloudWatch Logs API, PutRetentionPolicy.
LOG_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


@dataclass(frozen=True, kw_only=True)
class DeploymentEnvironment:
    """One environment that the pipeline deploys to.

    account: 12 digits; what an empty one means is said in `PIPELINE`, `accounts`.
    delivery: how traffic moves to a new version.
    bake_minutes: how long the alarms are watched after a deployment, in minutes; 0 checks them once.
    pause_minutes: how long a deployment waits for the answer of a person before each shift of traffic, in minutes,
        where ECS shifts it at once or as a canary. Without an answer it is rolled back. 0: it asks nobody.
    suites: the test suites of `tests/` that run after the deployment.
    approval: a person approves before anything of this environment changes; such an environment also rolls back.
    protect_data: data stacks cannot be deleted, what they hold and its key outlive them, and a deployment that would
        remove or replace what holds data is refused.
    replace_data: logical ids of what the next deployment may remove or replace all the same; the probe of the release
        before need not be found then.
    window: when a release may start; None: at any time.
    freezes: days on which none may.
    """

    name: str
    region: str
    account: str = ""
    delivery: Delivery
    bake_minutes: int = 0
    pause_minutes: int = 0
    suites: tuple[str, ...] = ()
    approval: bool = False
    protect_data: bool = False
    replace_data: tuple[str, ...] = ()
    window: DeploymentWindow | None = None
    freezes: tuple[Freeze, ...] = ()
    # Where the account is written. That it is missing matters to a deployment only, long after this file was read.
    account_line: str = field(init=False, repr=False, compare=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "account_line", edited_line("account"))
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,19}", self.name):
            raise ConfigurationError(
                f'name="{self.name}": 2 to 20 lower-case letters, digits and dashes, for example name="staging"'
            )
        require_region(self.region)
        require_account(self.account)
        if self.window and not self.approval:
            raise ConfigurationError(
                f"window of {self.name}: a release waits for it between the approval and the deployment, and nobody "
                "approves here, for example approval=True; or leave the window out"
            )
        require_freezes(self.freezes, environment=self.name, approval=self.approval, time_zone=self.time_zone)
        if isinstance(self.suites, str) or not all(_is_suite(suite) for suite in self.suites):
            raise ConfigurationError(
                f"suites={self.suites!r}: folders of tests/, each with a file test_*.py in it, for example "
                'suites=("integration",)'
            )
        if len(set(self.suites)) != len(self.suites):
            raise ConfigurationError(f'suites={self.suites!r}: each suite once, for example suites=("integration",)')
        _require_replace_data(self.replace_data)
        if not 0 <= self.bake_minutes <= LONGEST_BUILD_MINUTES - OVERHEAD_MINUTES:
            raise ConfigurationError(
                f"bake_minutes={self.bake_minutes}: 0 to {LONGEST_BUILD_MINUTES - OVERHEAD_MINUTES} minutes, since "
                f"CodeBuild ends a build after {LONGEST_BUILD_MINUTES}, for example bake_minutes=15"
            )
        self._require_pause()

    @property
    def title(self) -> str:
        """The name in stage and construct names: `staging` becomes `Staging`, `prod-eu` becomes `ProdEu`."""
        return "".join(part.capitalize() for part in self.name.split("-"))

    @property
    def time_zone(self) -> str:
        """Of the window, and of the days of a freeze."""
        return self.window.time_zone if self.window else "UTC"

    @property
    def traffic_path(self) -> str:
        """What is requested all the time while traffic shifts. A workload names what reaches the new version."""
        return "/health"

    @property
    def smoke_paths(self) -> tuple[str, ...]:
        """What answers with the new version after a deployment, one after the other."""
        return ("/health",)

    @property
    def data_minutes(self) -> int:
        """How much longer a deployment of data may take, in minutes. A workload adds what its data needs."""
        return 0

    @property
    def pauses(self) -> int:
        """How often a deployment can wait for a person. A workload says so where its mechanism has a pause."""
        return 0

    @property
    def deployment_minutes(self) -> int:
        """How long a deployment takes when nothing goes wrong, in minutes. A workload adds its hooks."""
        return self.delivery.shifting_minutes + self.pauses * self.pause_minutes

    @property
    def deployment_looks_up(self) -> bool:
        """Whether a deployment of the service reads more of the account than its stacks: with the lookup role."""
        return False

    def time_out_minutes(self, *, with_data: bool = True) -> int:
        """After how long a deployment of the service is ended that has not ended by itself, in minutes.

        It may fail at its very end, and goes back by a deployment that takes as long. with_data: that of the data comes
        before it.
        """
        needed = 2 * self.deployment_minutes + (self.data_minutes if with_data else 0) + OVERHEAD_MINUTES
        return min(needed, LONGEST_BUILD_MINUTES)

    @property
    def suite_minutes(self) -> int:
        """After how long a suite is ended, in minutes."""
        return 30

    @property
    def instance_image(self) -> str:
        """The public parameter of Systems Manager that names the newest image of its instances; empty: it has none."""
        return ""

    @property
    def suites_sign_in(self) -> bool:
        """Whether suites need credentials: those of the lookup role that the bootstrap made in this account."""
        return False

    def _require_pause(self) -> None:
        if self.pause_minutes < 0:
            raise ConfigurationError(
                f"pause_minutes={self.pause_minutes}: 0 or more minutes, for example pause_minutes=60"
            )
        if self.pause_minutes and not self.pauses:
            raise ConfigurationError(
                f"pause_minutes={self.pause_minutes} of {self.name}: only Amazon ECS waits for a person, and only "
                "where it shifts traffic itself with Delivery.all_at_once() or Delivery.canary(percent=10, minutes=5); "
                "leave it out"
            )


def _is_suite(name: str) -> bool:
    # pytest ends with an error where it finds no test, but only after the deployment.
    return bool(re.fullmatch(r"[a-z][a-z0-9_-]*", name)) and any((TESTS / name).rglob("test_*.py"))


def _require_replace_data(ids: tuple[str, ...]) -> None:
    # A text is a tuple of letters, each of which could be an id.
    if isinstance(ids, str) or not all(re.fullmatch(r"[A-Za-z0-9]{1,255}", each) for each in ids):
        raise ConfigurationError(
            f"replace_data={ids!r}: logical ids as the refusal of the deployment names them, for example "
            'replace_data=("OrdersTable315BB997",)'
        )


def require_different_names(environments: Sequence[DeploymentEnvironment]) -> None:
    """Raises ConfigurationError: two environments have one name, or one that means something else."""
    # Stages have titles: "prod-eu" and "prod--eu" are one.
    titles = [environment.title for environment in environments]
    for name, title in zip((environment.name for environment in environments), titles, strict=True):
        if titles.count(title) > 1 or name in RESERVED:
            raise ConfigurationError(
                f'name="{name}": each environment has a name of its own, and none is called '
                f'{" or ".join(sorted(RESERVED))}, for example name="staging"'
            )


def require_different_accounts(environments: Sequence[DeploymentEnvironment], accounts: Accounts) -> None:
    """Raises ConfigurationError: each environment has an account of its own, and two have the same."""
    if accounts is Accounts.ONE:
        return
    first: dict[str, str] = {}
    for environment in environments:
        if environment.account and environment.account in first:
            raise ConfigurationError(
                f'{environment.account_line}account="{environment.account}": {first[environment.account]} has this '
                f'account, and with Accounts("per-environment") {environment.name} has one of its own, for example '
                'account="210987654321"; or write accounts=Accounts("one"), where environments may share accounts'
            )
        first[environment.account] = environment.name


def require_log_retention(days: int) -> None:
    """Raises ConfigurationError: CloudWatch Logs keeps logs for certain numbers of days only."""
    if days not in LOG_RETENTION_DAYS:
        raise ConfigurationError(
            f"log_retention_days={days}: CloudWatch Logs keeps {', '.join(map(str, LOG_RETENTION_DAYS))} days, "
            "for example log_retention_days=30"
        )
