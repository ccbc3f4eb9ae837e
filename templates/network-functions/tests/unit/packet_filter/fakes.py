"""What the function talks to, pretended: a kernel that loads rule sets, a source of policies, a clock."""

from dataclasses import dataclass, field

from packet_filter.nft import NftError
from packet_filter.policy_source import SourceError, Versioned


@dataclass
class FakeKernel:
    """Takes every rule set until it is told to refuse. done: what was asked of it, in order."""

    done: list[tuple[str, str]] = field(default_factory=list)
    refuses_check: NftError | None = None
    refuses_load: NftError | None = None
    removed: bool = False

    def check(self, ruleset: str) -> None:
        """Notes it."""
        self.done.append(("check", ruleset))
        if self.refuses_check:
            raise self.refuses_check

    def load(self, ruleset: str) -> None:
        """Notes it."""
        if self.refuses_load:
            raise self.refuses_load
        self.done.append(("load", ruleset))
        self.removed = False

    def loaded(self) -> bool:
        """Whether nobody has removed it."""
        return not self.removed

    def loads(self) -> list[str]:
        """The rule sets that were loaded."""
        return [ruleset for what, ruleset in self.done if what == "load"]


class FakeSource:
    """Gives what `text` is, or fails with `problem`. Each text is a version."""

    name = "policy.yaml"

    def __init__(self, text: str | None) -> None:
        self.text = text
        self.problem = "policy.yaml: No such file"

    def latest(self) -> Versioned:
        """The text, or SourceError where there is none."""
        if self.text is None:
            raise SourceError(self.problem)
        return Versioned(text=self.text, version=f"of {self.text!r}")


class FakeClock:
    """Time that only sleeping moves. sleeps: how often that was."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps = 0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Moves the time."""
        self.now += seconds
        self.sleeps += 1
