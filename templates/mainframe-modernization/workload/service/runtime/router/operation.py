"""What an operation is: the requests that belong to it, and how the answers of both sides are compared."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SEGMENT = re.compile(r"\{[a-z_]+\}|[A-Za-z0-9._~-]+")
_FIELD = re.compile(r"(?:\*|[^.\[\]*]+)(?:\[(?:\*|[0-9]+)\])*")
# The router answers these itself.
RESERVED = ("/health", "/ready", "/new/health", "/new/ready")
# A load balancer gives up after 60 seconds, its default, and would answer before the router does.
MOST_SECONDS = 55


class OperationError(ValueError):
    """The table of operations is wrong; the message names the operation, the value, the rule and an example."""


class Source(StrEnum):
    """Which part of a request holds the key that decides its side."""

    PATH = "path"
    HEADER = "header"
    BODY = "body"


@dataclass(frozen=True, kw_only=True)
class Key:
    """Where the account is. name: of a parameter of the path, of a header, or of a member of the JSON body."""

    source: Source
    name: str


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """A field that may differ, and why. field: as in `Operation.compared`."""

    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """The requests with one method and one path.

    path: segments between slashes; `{account}` stands for any one segment.
    changes_data: such a request is never sent twice: not retried, and in shadow only as a dry run.
    dry_run_path: of the new service. It answers as `path` would and changes nothing. It is a path of its own, because a
        service that does not know it answers 404, where one that overlooks a header would post a second time.
    compared: fields of the JSON answer, with all below them, such as "entries[*].amount"; none stands for all.
    ignored: what of that may differ, each with its reason. compared_headers: in lower case.
    timeout_seconds: until the answer is complete, 0.1 to 55.
    Raises OperationError.
    """

    name: str
    method: str
    path: str
    key: Key
    changes_data: bool
    dry_run_path: str = ""
    compared: tuple[str, ...] = ()
    compared_headers: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        self._require(_NAME.fullmatch(self.name), f"name '{self.name}' has to match {_NAME.pattern}", "inquiry")
        self._require(re.fullmatch("[A-Z]+", self.method), f"method '{self.method}' has to be upper case", "GET")
        self._require_path("path", self.path)
        if self.dry_run_path:
            self._require_path("dry_run_path", self.dry_run_path)
            known = set(parameters(self.path))
            wanted = set(parameters(self.dry_run_path))
            rule = f"dry_run_path '{self.dry_run_path}' may use the parameters of path only"
            self._require(wanted <= known and self.dry_run_path != self.path, rule, f"{self.path}/dry-run")
            self._require(
                self.changes_data, "dry_run_path is for an operation with changes_data=True", 'dry_run_path=""'
            )
        if self.key.source is Source.PATH:
            rule = f"key '{self.key.name}' is no parameter of path '{self.path}'"
            self._require(self.key.name in parameters(self.path), rule, "/accounts/{account} with the key account")
        for field in (*self.compared, *(each.field for each in self.ignored)):
            readable = all(_FIELD.fullmatch(part) for part in field.split("."))
            self._require(readable, f"field '{field}' is no path of names", "entries[*].amount")
        for header in self.compared_headers:
            self._require(header == header.lower(), f"header '{header}' has to be in lower case", "content-type")
        for each in self.ignored:
            self._require(
                each.reason.strip(), f"field '{each.field}' is ignored without a reason", "the clock of a side"
            )
        rule = f"timeout_seconds={self.timeout_seconds} has to be 0.1 to {MOST_SECONDS}"
        self._require(0.1 <= self.timeout_seconds <= MOST_SECONDS, rule, "timeout_seconds=10")

    @property
    def shadow_refusal(self) -> str:
        """Why its requests must not be sent to both sides, as a sentence; empty: they may."""
        if not self.changes_data or self.dry_run_path:
            return ""
        return (
            f"Operation '{self.name}' changes data, so in shadow each request would be carried out twice: leave its "
            "shadow off, or give it a dry_run_path of the new service in router/operations.py, for example "
            f"dry_run_path='{self.path}/dry-run'."
        )

    def _require(self, holds: object, rule: str, example: str) -> None:
        if not holds:
            raise OperationError(f"router/operations.py, operation '{self.name}': {rule}, for example {example}.")

    def _require_path(self, field: str, path: str) -> None:
        parts = path.split("/")
        readable = parts[0] == "" and all(_SEGMENT.fullmatch(part) and part.strip(".") for part in parts[1:])
        rule = f"{field} '{path}' has to be segments after slashes, each a word or a parameter"
        self._require(
            readable and path not in RESERVED, f"{rule}, and none of {', '.join(RESERVED)}", "/accounts/{account}"
        )


def parameters(path: str) -> tuple[str, ...]:
    """The names in braces, in their order."""
    return tuple(re.findall(r"\{([a-z_]+)\}", path))
