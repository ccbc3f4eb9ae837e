"""The suites that run against a deployed environment: green with this API, red with one that breaks a promise."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from tests.e2e import test_operator_journey
from tests.integration import test_policy_endpoints
from tests.support.operator import Operator, policy_kept, with_rule
from tests.support.tester import region_of
from tests.unit.management.client import WEB, Api
from tests.unit.management.deployed_api import ENDPOINT, DeployedApi

CREDENTIALS = ReadOnlyCredentials("AKIDEXAMPLE", "an-example-and-no-secret", None)


def suite(module: ModuleType) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tests of a suite by their names, each with what its parameters are, once for each."""
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = [mark.args for mark in getattr(test, "pytestmark", [])]
            yield from [(name, {argument: value}) for argument, values in marks for value in values] or [(name, {})]


def failures(environment: DeployedApi) -> list[str]:
    """The tests of both suites that fail against `environment`."""
    operator, failed = Operator(environment, CREDENTIALS), []
    for module in (test_policy_endpoints, test_operator_journey):
        for name, given in suite(module):
            test, kept = getattr(module, name), policy_kept(operator)
            try:
                fixtures = {"environment": environment, "operator": operator, "policy": next(kept)}
                wanted = inspect.signature(test).parameters
                test(**given, **{each: value for each, value in fixtures.items() if each in wanted})
                next(kept, None)
            except Exception:  # as pytest counts it
                failed.append(name)
    return failed


@pytest.fixture
def api_with_policy(api: Api) -> Api:
    assert api.put(WEB).status == 201
    return api


def test_both_suites_pass_with_this_api_and_leave_its_policy_as_it_was(api_with_policy: Api) -> None:
    assert failures(DeployedApi(api_with_policy)) == []
    assert api_with_policy.get("/policy").json["text"] == WEB


def test_a_stage_that_lets_everybody_in_is_seen(api_with_policy: Api) -> None:
    assert "test_a_request_without_a_signature_is_refused" in failures(DeployedApi(api_with_policy, signed_only=False))


def test_an_api_that_takes_a_bad_policy_is_seen(api_with_policy: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def takes_everything(*_: Any) -> None:
        return None

    monkeypatch.setattr("policy_api.logic.Policies._difference", takes_everything)
    found = failures(DeployedApi(api_with_policy))
    assert "test_a_bad_policy_is_refused_with_line_and_reason_and_the_old_one_stays" in found


def test_an_api_that_lets_the_slower_writer_win_is_seen(api_with_policy: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from policy_api.logic import Policies

    def whatever_was_read(self: Policies, expected: str | None, attempt: Any) -> Any:
        current = self._store.current()
        attempt.before = current.document.version if current else None
        return current

    monkeypatch.setattr(Policies, "_current_is", whatever_was_read)
    found = failures(DeployedApi(api_with_policy))
    assert {
        "test_who_has_not_read_the_newest_version_changes_nothing",
        "test_a_rule_is_tried_written_explained_and_taken_back",
    } <= set(found)


def test_an_api_that_restores_nothing_is_seen(api_with_policy: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from policy_api.logic import Policies

    def keeps(self: Policies, version: str, *, replaces: str | None, author: Any, attempt: Any) -> Any:
        return self.replace(self.current().text, replaces=replaces, author=author, attempt=attempt)

    monkeypatch.setattr(Policies, "restore", keeps)
    assert "test_a_change_is_the_newest_version_and_can_be_taken_back" in failures(DeployedApi(api_with_policy))


def test_a_signature_holds_for_the_address_that_is_called() -> None:
    def authorization(url: str) -> str:
        request = AWSRequest("GET", url, headers={"X-Amz-Date": "20260310T120000Z"})
        SigV4Auth(CREDENTIALS, "execute-api", region_of({"Endpoint": ENDPOINT})).add_auth(request)
        return str(request.headers["Authorization"])

    assert "/eu-central-1/execute-api/aws4_request" in authorization(f"{ENDPOINT}/policy")
    assert authorization(f"{ENDPOINT}/policy") != authorization(f"{ENDPOINT}/policy/versions")


@pytest.mark.parametrize("policy", [WEB, "# ours\nrules: []\nlimits: {}\n"])
def test_the_rule_of_the_suites_is_told_with_the_line_of_its_port(policy: str) -> None:
    text, line = with_rule(policy, port=70000)
    assert text.splitlines()[line - 1].endswith("[70000]")
