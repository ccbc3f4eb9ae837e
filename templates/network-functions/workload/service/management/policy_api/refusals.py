"""The ways in which a request is refused. `errors` answers each of them, `audit` records them under `word`."""

from typing import ClassVar

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """One thing that is wrong with a policy."""

    line: int = Field(description="Line in the policy, from 1", examples=[7])
    reason: str = Field(description="What is wrong", examples=["port 70000 has to be a whole number from 1 to 65535"])


class Refused(Exception):
    """The caller cannot have what they asked for. detail: one sentence for them, which says what to do."""

    word: ClassVar[str]

    def __init__(self, detail: str, *, version: str | None = None, problems: tuple[Problem, ...] = ()) -> None:
        """version: the one that stays in force, where that matters to the caller."""
        super().__init__(detail)
        self.detail = detail
        self.version = version
        self.problems = problems


class NotReadable(Refused):
    """The request makes no sense as it is: a header, a parameter or the encoding of the body."""

    word = "not-readable"


class NotSigned(Refused):
    """Nobody signed the request."""

    word = "not-signed"


class NotFound(Refused):
    """There is no such policy or version."""

    word = "not-found"


class ChangedMeanwhile(Refused):
    """The version that the caller wants to replace is no longer the one in force."""

    word = "changed-meanwhile"


class TooLarge(Refused):
    """The body is larger than a policy may be."""

    word = "too-large"


class NotYaml(Refused):
    """The body is not sent as YAML."""

    word = "not-yaml"


class NotValid(Refused):
    """The policy breaks a rule of policies, or does not fit the fleet."""

    word = "not-valid"


class NoPrecondition(Refused):
    """The caller does not say which version they want to replace."""

    word = "no-precondition"
