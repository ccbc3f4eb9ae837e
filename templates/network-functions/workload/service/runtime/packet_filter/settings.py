"""The environment variables of the function, as typed values that are checked before anything starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from packet_filter.placement import Entry, Function, Placement, PlacementError

Choice = TypeVar("Choice", bound=StrEnum)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_NAMESPACE = re.compile(r"[A-Za-z0-9._/#:-]{1,255}")


class SettingsError(Exception):
    """Environment variables are missing or wrong; the message names each one and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class S3Object:
    """Where a policy lies in S3."""

    bucket: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """policy_seconds: between two looks at the policy. drain_seconds: how long sessions may still last after SIGTERM.
    idle_seconds: after which a TCP session that is silent is forgotten, as the load balancer forgets it."""

    placement: Placement
    policy: Path | S3Object
    policy_seconds: int
    drain_seconds: int
    idle_seconds: int
    health_port: int
    version: str
    metrics_namespace: str
    environment_name: str
    log_level: str
    tunnel_device: str
    geneve_port: int

    @property
    def has_tunnel(self) -> bool:
        """Whether packets come in GENEVE. Another interface inside brings them bare, for example in a test."""
        return self.placement.entry is Entry.GATEWAY and self.placement.inside == self.tunnel_device

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from environment variables (usually `os.environ`).

        Raises SettingsError, which names every variable that has to be corrected.
        """
        read = _Reader(environment)
        device = read.text("TUNNEL_DEVICE", default="tunnel")
        function = read.choice("FUNCTION", Function)
        entry = read.choice("ENTRY", Entry)
        inside = read.text("INSIDE", example="tunnel", default=device if entry is Entry.GATEWAY else None)
        outside = read.text("OUTSIDE", example="eth0")
        policy = read.policy()
        settings = partial(
            cls,
            tunnel_device=device,
            policy_seconds=read.number("POLICY_SECONDS", low=1, high=3600, default=5),
            drain_seconds=read.number("DRAIN_SECONDS", low=0, high=3600, default=30),
            idle_seconds=read.number("IDLE_SECONDS", low=60, high=6000, default=350),
            health_port=read.number("HEALTH_PORT", low=1, high=65_535, default=8080),
            geneve_port=read.number("GENEVE_PORT", low=1, high=65_535, default=6081),
            version=read.text("VERSION", default="local"),
            metrics_namespace=read.matching("METRICS_NAMESPACE", _NAMESPACE, example="network-function"),
            environment_name=read.text("ENVIRONMENT_NAME", example="dev"),
            log_level=read.one_of("LOG_LEVEL", _LEVELS, default="INFO"),
        )
        placement = None
        # A variable that is missing has been named already; a placement of the rest would only repeat it.
        if function and entry and inside and outside:
            try:
                placement = Placement(function=function, entry=entry, inside=inside, outside=outside)
            except PlacementError as error:
                read.problems.append(f"INSIDE and OUTSIDE: {str(error).rstrip('.')}")
        if read.problems or placement is None or policy is None:
            raise SettingsError(
                "Environment variables of the function have to be corrected in its task definition or on its "
                f"instance: {'; '.join(read.problems)}."
            )
        return settings(placement=placement, policy=policy)


class _Reader:
    """Collects what is wrong, so that a person has to look at it once. What is wrong reads as empty or 0."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def text(self, name: str, *, default: str | None = None, example: str = "") -> str:
        value = self._environment.get(name, default or "").strip()
        if not value:
            self.problems.append(f"{name} is missing, for example {example or default}")
        return value

    def number(self, name: str, *, low: int, high: int, default: int) -> int:
        value = self.text(name, default=str(default))
        # By its digits: `int` would also take "1_000" and " 7".
        if value and not (re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high):
            self.problems.append(f"{name} '{value}' has to be a whole number from {low} to {high}, such as {default}")
            return 0
        return int(value or 0)

    def matching(self, name: str, pattern: re.Pattern[str], *, example: str) -> str:
        value = self.text(name, example=example)
        if value and not pattern.fullmatch(value):
            self.problems.append(f"{name} '{value}' has to match {pattern.pattern}, for example {example}")
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], *, default: str | None = None) -> str:
        value = self.text(name, default=default, example=allowed[0])
        if value and value not in allowed:
            self.problems.append(f"{name} '{value}' is none of {', '.join(allowed)}")
            return ""
        return value

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        value = self.one_of(name, tuple(str(each) for each in kind))
        return kind(value) if value else None

    def policy(self) -> Path | S3Object | None:
        file, bucket, key = (self._environment.get(name, "") for name in ("POLICY_FILE", "POLICY_BUCKET", "POLICY_KEY"))
        if bool(file) == bool(bucket or key) or bool(bucket) != bool(key):
            self.problems.append(
                "either POLICY_FILE or both POLICY_BUCKET and POLICY_KEY have to be set, for example "
                "POLICY_FILE=/policy.yaml"
            )
            return None
        if file:
            return Path(file)
        if not _BUCKET.fullmatch(bucket):
            self.problems.append(
                f"POLICY_BUCKET '{bucket}' is not the name of a bucket, for example network-policy-dev"
            )
        return S3Object(bucket=bucket, key=key)
