"""Templates, buildspecs and makefiles agree: no rule of verifier/ finds something that nobody accepted."""

import warnings
from datetime import date

import pytest

from tests.support.synthesis import synthesised
from tests.support.verifier import ACCEPTED, open_findings, repository, told
from verifier.accepted import FILE, NotAccepted
from verifier.repository import Repository
from verifier.rule import Finding

TWICE = Repository(
    {
        "template.yaml": "Resources: {Build: {Type: AWS::CodeBuild::Project, "
        "Properties: {Source: {Type: CODEPIPELINE, BuildSpec: buildspecs/test.yml}}}}",
        "buildspecs/test.yml": "version: 0.2\nphases:\n  build:\n    commands:\n      - make unit || true\n",
        "Makefile": "unit:\n\tpytest\n",
    }
)


def test_no_rule_of_the_verifier_finds_something(pytestconfig: pytest.Config) -> None:
    here = repository(synthesised())
    try:
        found = open_findings(here, pytestconfig)
    except NotAccepted as problem:
        pytest.fail(str(problem), pytrace=False)
    for sentence in here.unread:
        warnings.warn(sentence, stacklevel=1)
    if found:
        pytest.fail(told(found), pytrace=False)
