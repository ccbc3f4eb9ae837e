"""The function for parcels behind the deployed API: its routes lead to it, and it may do what it does."""

from tests.support.deployed import Deployed


def test_it_tells_a_price(environment: Deployed) -> None:
    answer = environment.request("GET", "/parcels/price?quantity=3")
    assert (answer.status, answer.body["total"]) == (200, 750)


def test_it_was_released_with_the_version_that_answers_for_orders(environment: Deployed) -> None:
    answers = [environment.request("GET", path) for path in ("/health", "/parcels/health")]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body["version"] == answers[1].body["version"]
