"""What `make synth` refuses."""

from importlib.metadata import version

import pytest

from tests.infrastructure.memory import Memory
from tests.infrastructure.synthesis import synthesise, synthesised


def test_the_rules_of_the_cdk_refuse_nothing(pytestconfig: pytest.Config) -> None:
    # The other tests synthesise without them: they take as long as everything else in a synthesis.
    clean = Memory(getattr(pytestconfig, "cache", None), "aws-cdk", (version("aws-cdk-lib"),))
    templates = "".join(file.read_text("utf-8") for file in sorted(synthesised().rglob("*.template.json")))
    if not clean.knows(templates):
        synthesise(validated=True)
        clean.remember(templates)
