"""A rule: a promise, why it is one, where AWS says so, and two examples that test it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .repository import Repository
from .templates import Resource


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong. file: of the repository; where: a construct path, a stage, a line; rule: its id.

    sentence: what is there, the rule, and what to do.
    """

    file: str
    where: str
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.sentence} [{self.rule}]"


@dataclass(frozen=True)
class At:
    """A finding as a rule tells it. file: of the repository; where: see `Finding`."""

    file: str
    where: str
    sentence: str

    @classmethod
    def of(cls, resource: Resource, sentence: str) -> "At":
        """A finding at a resource of a template."""
        return cls(resource.template.file, resource.where, sentence)


Judge = Callable[[Repository], Iterator[At]]
Example = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """id: in words, since people read it. source: an AWS page, or a service model.

    fails, passes: files by name. The rule finds something in the first and nothing in the second.
    """

    id: str
    reason: str
    source: str
    fails: Example
    passes: Example
    judge: Judge

    def findings(self, repository: Repository) -> Iterator[Finding]:
        for found in self.judge(repository):
            yield Finding(found.file, found.where, self.id, found.sentence)


def rule(*, id: str, reason: str, source: str, fails: Example, passes: Example) -> Callable[[Judge], Rule]:
    """Make a rule of a function. The parameters: see `Rule`."""
    return lambda judge: Rule(id, reason, source, fails, passes, judge)
