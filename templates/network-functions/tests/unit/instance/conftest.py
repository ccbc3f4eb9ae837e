"""An instance without AWS: programs that answer as the test says, and a clock that only sleeping moves."""

from collections.abc import Callable

import pytest
from instance_hooks.settings import Settings

from tests.support.clock import Clock

TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/function/0123456789abcdef"
INSTANCE = "i-0123456789abcdef0"
REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
DIGEST = "sha256:" + "ab" * 32
SETTINGS = Settings(
    image=f"{REGISTRY}/function@{DIGEST}",
    version=DIGEST,
    region="eu-west-1",
    target_group=TARGET_GROUP,
    log_group="function-log",
    drain_seconds=60,
    checks_addresses=True,
    variables={"FUNCTION": "filter", "INSIDE": "tunnel", "OUTSIDE": "tunnel"},
)


class Programs:
    """Stands for `commands.run`. calls: what was run, in order. answers: by a word of the call, one after the other."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.given: dict[str, str] = {}
        self.answers: dict[str, list[str | Exception]] = {}
        self.when: Callable[[tuple[str, ...]], None] = lambda words: None

    def __call__(self, *words: str, given: str = "", seconds: float = 0) -> str:
        self.calls.append(words)
        self.when(words)
        if given:
            self.given[words[0]] = given
        for word, answers in self.answers.items():
            if word in words and answers:
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if isinstance(answer, Exception):
                    raise answer
                return answer
        return ""

    def named(self, word: str) -> list[tuple[str, ...]]:
        """The calls with this word."""
        return [words for words in self.calls if word in words]


@pytest.fixture
def programs() -> Programs:
    return Programs()


@pytest.fixture
def clock() -> Clock:
    return Clock()
