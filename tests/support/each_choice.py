"""A few examples in which each choice occurs that shapes templates. All examples, which have each pair, take long."""

from collections.abc import Mapping
from typing import Any

from rendering import examples
from set_cover import few
from variants import ARCHITECTURES, variant

# The questions that shape the templates of each architecture, and what its tests promise of them.
AXES = {
    "serverless": ("infrastructure", "source", "delivery", "trigger", "accounts", "audit_trail"),
    "containers": ("compute", "deployed_by", "delivery", "egress", "zones"),
    "network-functions": ("shape", "entry", "function", "delivery", "zones"),
    "mainframe-modernization": ("store", "deployed_by", "delivery", "compute", "egress", "zones"),
}
# Staging shifts by a canary whatever one answers for production.
IN_EVERY_EXAMPLE = {(each, "delivery", "canary") for each in ("containers", "mainframe-modernization")}


def choices(answers: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """What these answers choose, as (architecture, question, answer), and the variant that they make."""
    architecture = answers["architecture"]
    asked = {(architecture, axis, answers[axis]) for axis in AXES[architecture] if axis in answers}
    return asked | {("variant", variant(answers), "")}


def _of(architecture: str) -> list[str]:
    has = {name: choices(answers) for name, answers in examples().items() if answers["architecture"] == architecture}
    # Each choice that there is: `questions/test_examples.py`.
    return few(has, set().union(*has.values()) - IN_EVERY_EXAMPLE)


EACH_CHOICE = [name for architecture in ARCHITECTURES for name in _of(architecture)]
