"""What an operator does with the policy of a deployed environment, from first to last step."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.deployed import Deployed
from tests.support.operator import YAML, Operator, operator_of, policy_kept, with_rule


@pytest.fixture(scope="module")
def operator(environment: Deployed) -> Operator:
    return operator_of(environment)


@pytest.fixture
def policy(operator: Operator) -> Iterator[dict[str, Any]]:
    yield from policy_kept(operator)


def test_a_rule_is_tried_written_explained_and_taken_back(
    environment: Deployed, operator: Operator, policy: dict[str, Any]
) -> None:
    # Given a rule that an operator tries first
    stricter, _ = with_rule(policy["text"])
    tried = operator.request("POST", "/policy/validate", stricter, Content_Type=YAML)
    assert tried.body["difference"]["added"] == 1
    # When it is written, with a reason
    written = operator.replace(policy["version"], stricter, comment="A test of this release")
    assert written.status == 200, written.body
    # Then everybody sees who wrote it, and why
    newest = operator.request("GET", "/policy/versions?limit=2").body["versions"]
    assert [each["version"] for each in newest] == [written.body["version"], policy["version"]]
    assert newest[0]["comment"] == "A test of this release"
    assert ":assumed-role/" in newest[0]["changed_by"] or ":user/" in newest[0]["changed_by"]
    # And whoever has not read it cannot overwrite it
    assert operator.replace(policy["version"], policy["text"]).status == 412
    # And it is taken back, which is a version as well
    restored = operator.restore(policy["version"], instead_of=written.body["version"])
    assert restored.status == 200, restored.body
    now = operator.policy()
    assert (now["text"], now["restored_from"]) == (policy["text"], policy["version"])
    assert environment.request("GET", "/health").body["policy_store"] == "readable"
