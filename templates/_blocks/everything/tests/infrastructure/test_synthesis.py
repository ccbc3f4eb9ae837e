"""What `make synth` refuses."""

import json
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import aws_cdk as cdk
import pytest

from pipeline.application import CDK_JSON
from tests.support.memory import Memory
from tests.support.synthesis import synthesise, synthesised

ACKNOWLEDGED = cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY


def test_every_stack_synthesises_and_no_finding_is_open() -> None:
    # When it fails, it speaks for all others: see tests/support/one_failure.py
    assert synthesised().is_dir()


def test_the_rules_of_the_cdk_refuse_nothing(pytestconfig: pytest.Config) -> None:
    # The other tests synthesise without them: they take as long as everything else in a synthesis.
    assert os.environ.get("CDK_VALIDATION") != "false", "with CDK_VALIDATION=false the CDK judges nothing: unset it"
    clean = Memory.of(pytestconfig, "aws-cdk", version("aws-cdk-lib"), CDK_JSON.read_text("utf-8"))
    judged = "".join(judged_in(synthesised()))
    if not clean.knows(judged):
        synthesise(validated=True)
        clean.remember(judged)


def judged_in(assembly: Path) -> Iterator[str]:
    """What the rules of the CDK read: templates, where they are deployed, what is acknowledged at which construct."""
    for file in sorted([*assembly.rglob("*.template.json"), *assembly.rglob("manifest.json")]):
        yield file.name + file.read_text("utf-8")
    # The rest of the metadata is stack traces, which name a folder of this run.
    for file in sorted(assembly.rglob("*.metadata.json")):
        for construct, entries in json.loads(file.read_text("utf-8")).items():
            rules = [entry["data"] for entry in entries if entry["type"] == ACKNOWLEDGED]
            yield f"{construct} {rules}"
