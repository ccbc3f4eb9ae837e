"""Each endpoint of the deployed API: what it answers, and what it refuses."""

import pytest

from tests.support.deployed import Deployed


def test_the_service_is_healthy(environment: Deployed) -> None:
    answer = environment.request("GET", "/health")
    assert (answer.status, answer.body["status"]) == (200, "ok")


@pytest.mark.parametrize(("method", "path"), [("GET", "/no-such-path"), ("POST", "/health")])
def test_a_route_that_does_not_exist_is_not_found(environment: Deployed, method: str, path: str) -> None:
    assert environment.request(method, path).status == 404
