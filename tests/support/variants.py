"""The variants of a rendered repository: the answers that decide which files it has, code owners apart."""

import functools
from collections.abc import Mapping
from typing import Any

import pytest
from rendering import render, rendered_files

VARIANTS: dict[str, dict[str, Any]] = {
    "serverless-cdk": {"architecture": "serverless", "infrastructure": "cdk"},
    "serverless-sam": {"architecture": "serverless", "infrastructure": "sam"},
    "containers": {"architecture": "containers", "infrastructure": "cdk"},
    "network-functions-packets": {"architecture": "network-functions", "infrastructure": "cdk"},
    "network-functions-ports": {
        "architecture": "network-functions",
        "infrastructure": "cdk",
        "shape": "cnf",
        "entry": "network-load-balancer",
    },
    "mainframe-modernization": {"architecture": "mainframe-modernization", "infrastructure": "cdk"},
}
ARCHITECTURES = ("serverless", "containers", "network-functions", "mainframe-modernization")

# In the folder of every architecture the same, since copier finds them nowhere else: what pulls in the blocks,
# the answers file, and the code owners, whose path is one of three (test_code_owners.py).
STUBS = {
    "{% yield path from shared_files %}{= path =}{% endyield %}.jinja",
    "{= _copier_conf.answers_file =}.jinja",
    "{= code_owners_file =}.jinja",
}

each_variant = pytest.mark.parametrize("variant", VARIANTS)
each_architecture = pytest.mark.parametrize("architecture", ARCHITECTURES)


def variant(answers: Mapping[str, Any]) -> str:
    """The variant that a repository with these answers is: the one that says most of them."""
    fitting = [name for name, chosen in VARIANTS.items() if chosen.items() <= answers.items()]
    return max(fitting, key=lambda name: len(VARIANTS[name]))


@functools.cache
def all_rendered_files() -> frozenset[str]:
    """Every path that some repository has."""
    return frozenset(path for answers in VARIANTS.values() for path in rendered_files(render(answers)))
