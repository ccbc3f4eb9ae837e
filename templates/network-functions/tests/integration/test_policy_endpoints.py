"""Each endpoint of the deployed management API: what it accepts, what it refuses, and how."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.deployed import Deployed
from tests.support.operator import YAML, Operator, operator_of, policy_kept, with_rule

Policy = dict[str, Any]


@pytest.fixture(scope="module")
def operator(environment: Deployed) -> Operator:
    return operator_of(environment)


@pytest.fixture
def policy(operator: Operator) -> Iterator[Policy]:
    yield from policy_kept(operator)


@pytest.mark.parametrize("path", ["/policy", "/policy/versions"])
def test_a_request_without_a_signature_is_refused(environment: Deployed, path: str) -> None:
    assert environment.request("GET", path).status == 403


def test_the_policy_in_force_is_read_with_its_version(operator: Operator, policy: Policy) -> None:
    answer = operator.request("GET", "/policy")
    assert answer.headers["ETag"] == f'"{policy["version"]}"'
    assert "rules:" in policy["text"]


def test_a_bad_policy_is_refused_with_line_and_reason_and_the_old_one_stays(operator: Operator, policy: Policy) -> None:
    bad, line = with_rule(policy["text"], port=70000)
    answer = operator.replace(policy["version"], bad)
    assert answer.status == 422, answer.body
    (problem,) = answer.body["problems"]
    assert problem["line"] == line
    assert "70000" in problem["reason"]
    assert operator.policy() == policy


def test_what_a_policy_would_change_is_told_and_nothing_changes(operator: Operator, policy: Policy) -> None:
    more, _ = with_rule(policy["text"])
    answer = operator.request("POST", "/policy/validate", more, Content_Type=YAML)
    assert (answer.status, answer.body["difference"]["added"], answer.body["difference"]["removed"]) == (200, 1, 0)
    assert operator.policy() == policy


def test_a_change_is_the_newest_version_and_can_be_taken_back(operator: Operator, policy: Policy) -> None:
    more, _ = with_rule(policy["text"])
    changed = operator.replace(policy["version"], more)
    assert (changed.status, changed.body["replaces"]) == (200, policy["version"])
    new = changed.body["version"]
    assert operator.request("GET", f"/policy/versions/{new}").body["text"] == more
    assert operator.policy()["version"] == new
    restored = operator.restore(policy["version"], instead_of=new)
    assert restored.status == 200, restored.body
    assert operator.policy()["text"] == policy["text"]


def test_who_has_not_read_the_newest_version_changes_nothing(operator: Operator, policy: Policy) -> None:
    answer = operator.replace("not-the-newest", policy["text"])
    assert (answer.status, answer.body["version"]) == (412, policy["version"])
    assert operator.policy() == policy


def test_a_change_says_which_version_it_replaces(operator: Operator, policy: Policy) -> None:
    assert operator.request("PUT", "/policy", policy["text"], Content_Type=YAML).status == 428
    assert operator.policy() == policy


def test_a_body_that_is_no_yaml_is_refused(operator: Operator, policy: Policy) -> None:
    condition = f'"{policy["version"]}"'
    answer = operator.request("PUT", "/policy", "{}", Content_Type="application/json", If_Match=condition)
    assert answer.status == 415
    assert operator.policy() == policy


def test_the_newest_version_is_listed_first(operator: Operator, policy: Policy) -> None:
    (newest,) = operator.request("GET", "/policy/versions?limit=1").body["versions"]
    assert (newest["version"], newest["current"]) == (policy["version"], True)


def test_a_version_that_does_not_exist_is_not_found(operator: Operator) -> None:
    assert operator.request("GET", "/policy/versions/no-such-version").status == 404
