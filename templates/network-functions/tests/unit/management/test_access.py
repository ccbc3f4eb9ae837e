"""A route that lost its IAM authorisation in API Gateway stays closed."""

import pytest

from tests.unit.management.client import WEB, Api
from tests.unit.management.conftest import Lines


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/policy"),
        ("PUT", "/policy"),
        ("POST", "/policy/validate"),
        ("GET", "/policy/versions"),
        ("GET", "/policy/versions/a"),
        ("POST", "/policy/versions/a/restore"),
        ("GET", "/policy/"),
    ],
)
def test_nobody_gets_in_without_a_signature(api: Api, method: str, path: str) -> None:
    api.put(WEB)
    answer = api.request(method, path, WEB, headers={"Content-Type": "text/yaml"}, caller=None)
    assert (answer.status, "Signature Version 4" in answer.json["detail"]) == (403, True)


def test_health_needs_none(api: Api) -> None:
    assert api.get("/health", caller=None).status == 200


def test_every_log_line_of_a_request_carries_its_id(api: Api, log: Lines) -> None:
    api.get("/policy", request_id="r-1")
    assert [(line["message"], line["correlation_id"]) for line in log()] == [("Request refused", "r-1")]
