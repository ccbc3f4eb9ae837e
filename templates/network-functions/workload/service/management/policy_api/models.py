"""What the API answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

# Versions are those of S3.
EXAMPLE_VERSION = "3HL4kqtJvjVBH40Nrjfkd"


class PolicyVersion(BaseModel):
    """One version of the policy. changed_by is null when this API did not write it, but a deployment, for example."""

    version: str = Field(examples=[EXAMPLE_VERSION])
    changed_at: datetime
    changed_by: str | None = Field(
        default=None, examples=["arn:aws:sts::111111111111:assumed-role/network-operator/ada"]
    )
    comment: str | None = Field(default=None, examples=["Open 8443 for the new portal"])
    restored_from: str | None = Field(default=None, description="The earlier version whose text this one repeats")


class PolicyDocument(PolicyVersion):
    """A version with its text."""

    text: str = Field(description="YAML", examples=["rules:\n  - name: web\n    action: accept\n"])


class ListedVersion(PolicyVersion):
    """A version in the list of all."""

    size: int = Field(description="Bytes", examples=[2048])
    current: bool = Field(description="Whether this is the version in force")


class Versions(BaseModel):
    """A page of versions, the newest first."""

    versions: list[ListedVersion]
    next: str | None = Field(default=None, description="Send it as `before` to read the next page; null on the last")


class Difference(BaseModel):
    """How two policies differ in their rules, source NATs and forwards, which are told apart by their names."""

    added: int
    removed: int
    changed: int
    order_changed: bool = Field(description="Entries of both stand in another order, and the first match decides")
    limits_changed: bool


class Change(BaseModel):
    """What a change did, or would do. The difference is null when the version before is not a valid policy."""

    version: str | None = Field(description="The version now in force; null: there is no policy", examples=["3HL4kqtJ"])
    replaces: str | None = Field(
        default=None, description="The version before; null: there was none, or nothing was changed"
    )
    difference: Difference | None


class Health(BaseModel):
    """Whether the API works, and what the fleet runs."""

    status: Literal["ok", "unavailable"]
    version: str = Field(description="Version of the fleet, as deployed", examples=["2026-03-10-4f2a9c1"])
    policy_store: Literal["readable", "unreadable"]
