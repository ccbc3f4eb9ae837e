"""POST /policy/validate: the same checks, and nothing is written."""

from tests.unit.management.client import BAD, WEB, WEB_AND_DNS, Api
from tests.unit.management.conftest import Lines


def test_a_valid_policy_is_answered_with_what_it_would_change(api: Api) -> None:
    first = api.put(WEB).version
    answer = api.validate(WEB_AND_DNS)
    assert (answer.status, answer.json["version"], answer.json["difference"]["added"]) == (200, first, 1)
    assert [entry["version"] for entry in api.get("/policy/versions").json["versions"]] == [first]


def test_it_works_before_there_is_a_policy(api: Api) -> None:
    answer = api.validate(WEB)
    assert (answer.status, answer.json["version"], answer.json["difference"]["added"]) == (200, None, 1)
    assert api.get("/policy").status == 404


def test_a_bad_policy_is_refused_exactly_as_a_change_would_be(api: Api) -> None:
    first = api.put(WEB).version
    dry, real = api.validate(BAD), api.put(BAD, replaces=first)
    assert dry.status == real.status == 422
    assert dry.json == real.json


def test_its_body_has_the_same_limits(api: Api) -> None:
    assert api.validate("#" * (1024 * 1024 + 1)).status == 413
    assert api.request("POST", "/policy/validate", WEB, headers={"Content-Type": "text/plain"}).status == 415


def test_it_is_no_change_and_so_not_in_the_audit_log(api: Api, audit_log: Lines) -> None:
    api.validate(WEB)
    api.validate(BAD)
    assert audit_log() == []
