"""GET /health: the version of the fleet, and whether its policy can be read."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.unit.management.client import WEB, Api
from tests.unit.management.conftest import FLEET, Lines

OK = {"status": "ok", "version": FLEET, "policy_store": "readable"}


def test_it_tells_the_version_of_the_fleet_with_and_without_a_policy(api: Api) -> None:
    before = api.get("/health")
    api.put(WEB)
    after = api.get("/health")
    assert [(answer.status, answer.json) for answer in (before, after)] == [(200, OK), (200, OK)]


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "kms:Decrypt"}}, "GetObject"),
        EndpointConnectionError(endpoint_url="https://s3.eu-central-1.amazonaws.com"),
    ],
)
def test_a_store_that_cannot_be_read_makes_it_503(
    api: Api, log: Lines, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(**_: Any) -> None:
        raise error

    monkeypatch.setattr(api.module.s3, "get_object", fails)
    answer = api.get("/health")
    assert answer.status == 503
    assert answer.json == {"status": "unavailable", "version": FLEET, "policy_store": "unreadable"}
    assert [line["message"] for line in log()] == ["The policy store cannot be read"]
