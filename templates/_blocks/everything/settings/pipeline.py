"""The types of what `project.py` and `environments.py` say about the source and the pipeline. No CDK in here:
programs that only need a name must not wait for it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from settings.configuration import ConfigurationError
from settings.project_rules import (
    require_branch,
    require_connection,
    require_connection_account,
    require_repository,
    require_uploaders,
)
from settings.regions import require_pipeline_region

MINUTES_PER_DAY = 24 * 60
MOST_PATTERNS = 8


class Provider(StrEnum):
    """Where the source lives. The first four are reached through CodeConnections."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"
    AZURE_DEVOPS = "azure-devops"
    CODECOMMIT = "codecommit"
    S3 = "s3"

    @property
    def uses_connection(self) -> bool:
        return self.has_webhook or self is Provider.AZURE_DEVOPS

    @property
    def has_webhook(self) -> bool:
        """Whether CodeBuild can hear of pull requests by a webhook. It has no type of source for Azure DevOps."""
        return self in {Provider.GITHUB, Provider.GITLAB, Provider.BITBUCKET}


class Trigger(StrEnum):
    """What starts a release."""

    BRANCH = "branch"
    PATHS = "paths"
    TAGS = "tags"


@dataclass(frozen=True, kw_only=True)
class Source:
    """The repository that the pipeline builds.

    repository: `owner/name`, with Azure DevOps `organization/project/repository`, the name of a CodeCommit repository,
    or the key of an S3 object.
    ignored_paths, paths: glob patterns, used when `trigger` is PATHS: a push starts a release when it changes a file
    that none of the first matches and, where there are any, one of the second.
    tags: glob patterns, used when `trigger` is TAGS. Of each at most eight: a CodePipeline quota.
    connection_arn: a connection that a person has completed; empty: the pipeline's stack makes one, which somebody has
    to complete, and pull requests are checked only when its ARN is written here.
    uploaders: who may upload the zip of S3, as ARNs of IAM roles or account ids; empty: whoever a policy in the account
    of the pipeline lets take the role for it.
    connection_account: the account that shares the connection through AWS RAM; empty: it is the pipeline's own.
    """

    provider: Provider
    repository: str
    branch: str = "main"
    trigger: Trigger = Trigger.BRANCH
    ignored_paths: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    connection_arn: str = ""
    connection_account: str = ""
    uploaders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_repository(self.provider.value, self.repository)
        if self.provider is not Provider.S3:
            require_branch(self.branch)
        require_connection(self.connection_arn)
        require_connection_account(self.connection_account)
        require_uploaders(self.uploaders)
        if self.trigger is Trigger.PATHS and not self.provider.uses_connection:
            raise ConfigurationError(
                f"trigger=Trigger.PATHS: {self.provider} has no path filter; use a connection, or Trigger.BRANCH"
            )
        if self.trigger is Trigger.TAGS and self.provider is Provider.S3:
            raise ConfigurationError("trigger=Trigger.TAGS: an S3 object has no tags; use Trigger.BRANCH")
        by_path, by_tag = self.trigger is Trigger.PATHS, self.trigger is Trigger.TAGS
        for name, patterns, wanted, fewest, example in (
            ("ignored_paths", self.ignored_paths, by_path, 0 if self.paths else 1, "docs/**"),
            ("paths", self.paths, by_path, 0, "workload/**"),
            ("tags", self.tags, by_tag, 1, "v*"),
        ):
            if wanted and not fewest <= len(patterns) <= MOST_PATTERNS:
                raise ConfigurationError(
                    f'{name}={patterns}: {fewest} to {MOST_PATTERNS} patterns, for example {name}=("{example}",)'
                )

    @property
    def checks_pull_requests(self) -> bool:
        """S3 has none, Azure DevOps no webhook, and none is made over a connection that nobody has completed."""
        return self.provider is Provider.CODECOMMIT or bool(self.provider.has_webhook and self.connection_arn)


class ExecutionMode(StrEnum):
    """QUEUED releases every commit in order; SUPERSEDED lets a newer commit overtake one that waits."""

    QUEUED = "QUEUED"
    SUPERSEDED = "SUPERSEDED"


class Accounts(StrEnum):
    """What an empty account of an environment means: it is that of the pipeline, or it is still to be written."""

    ONE = "one"
    PER_ENVIRONMENT = "per-environment"


class AuditTrail(StrEnum):
    """Who records API calls: a CloudTrail trail of this pipeline's own, or one that the organisation or account has.

    A region has room for five trails, and AWS does not raise that.
    """

    OWN = "own"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """The pipeline itself.

    region: where it runs. account: 12 digits; empty means the account of whoever deploys it.
    accounts: PER_ENVIRONMENT: nothing is bootstrapped or deployed while an environment has no account.
    approval_timeout_hours: an approval that nobody gives ends the execution after so many hours (1 to 168).
    artifact_retention_days: how long artifacts are kept; a rollback needs the artifact of the last successful release.
    daily_run: `HH:MM` in UTC of the run that builds and tests everything but releases nothing.
    update_wait_minutes: how long an update of the pipeline waits for executions in later stages before it fails.
    """

    region: str
    account: str = ""
    accounts: Accounts = Accounts.ONE
    execution_mode: ExecutionMode = ExecutionMode.QUEUED
    approval_timeout_hours: int = 24
    artifact_retention_days: int = 365
    audit_trail: AuditTrail = AuditTrail.ORGANISATION
    daily_run: str = "03:00"
    update_wait_minutes: int = 60

    def __post_init__(self) -> None:
        require_account(self.account)
        require_pipeline_region(self.region)
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", self.daily_run):
            raise ConfigurationError(f'daily_run="{self.daily_run}": HH:MM in UTC, for example daily_run="03:00"')
        if not 1 <= self.approval_timeout_hours <= 168:
            raise ConfigurationError(
                f"approval_timeout_hours={self.approval_timeout_hours}: CodePipeline allows 1 to 168, for example 24"
            )
        if self.artifact_retention_days < 30:
            raise ConfigurationError(
                f"artifact_retention_days={self.artifact_retention_days}: at least 30, a rollback needs the artifact "
                "of the last successful release, for example 365"
            )
        if not 0 <= self.update_wait_minutes <= MINUTES_PER_DAY:
            raise ConfigurationError(
                f"update_wait_minutes={self.update_wait_minutes}: 0 to {MINUTES_PER_DAY} minutes, "
                "for example update_wait_minutes=60"
            )


def require_account(account: object) -> None:
    """Refuse what is no account id.

    Raises ConfigurationError: `account` is neither empty nor a string of 12 digits.
    """
    if not isinstance(account, str):
        raise ConfigurationError(
            f'account={account!r}: an account id is a quoted string, account="012345678901"; '
            "a number loses its leading zeros"
        )
    if account and not re.fullmatch("[0-9]{12}", account):
        raise ConfigurationError(f'account="{account}": an account id is 12 digits, for example account="012345678901"')
