"""Each failure that packets can have is planted in a result that was good, and found."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from workload.service.proof.judge import problems
from workload.service.proof.limits import LIMITS
from workload.service.proof.promises import Promise

OWN, OTHER = "10.0.0.10", "10.0.64.9"
PASSES = Promise(name="web", protocol="tcp", port=443, passes=True)
DROPPED = Promise(name="shares", protocol="tcp", port=445, passes=False)
PING = Promise(name="ping", protocol="icmp", passes=True)
PROMISES = (PASSES, DROPPED, PING)

Result = dict[str, Any]
Plant = Callable[[Result], object]


def flow(name: str, path: str, *, answered: bool, seen_from: str = OWN) -> Result:
    return {
        "name": name,
        "path": path,
        "sent": LIMITS.messages if answered else 3,
        "answered": LIMITS.messages if answered else 0,
        "refused": False,
        "seen_from": seen_from if answered else "",
        "p50_ms": 1.0 if answered else None,
        "p99_ms": 2.0 if answered else None,
    }


def good(*, seen_from: str = OWN) -> Result:
    return {
        "own_address": OWN,
        "flows": [
            flow("web", "function", answered=True, seen_from=seen_from),
            flow("shares", "function", answered=False),
            flow("ping", "function", answered=True, seen_from=""),
            *(flow(name, "direct", answered=True) for name in ("web", "shares", "ping")),
        ],
    }


def of(result: Result, name: str, path: str = "function") -> Result:
    return next(each for each in result["flows"] if (each["name"], each["path"]) == (name, path))


def without(result: Result, name: str, path: str) -> None:
    result["flows"].remove(of(result, name, path))


def test_packets_that_meet_the_function_as_promised_are_no_problem() -> None:
    assert list(problems(good(), PROMISES, translates=False)) == []


def test_packets_that_were_translated_are_no_problem_where_they_have_to_be() -> None:
    assert list(problems(good(seen_from=OTHER), PROMISES, translates=True)) == []


PLANTED: dict[str, tuple[Plant, str]] = {
    "a denied flow passes": (
        lambda result: of(result, "shares").update(answered=1),
        "Flow shares (tcp 445): has to be dropped, and 1 of 3 messages were answered",
    ),
    "a denied flow reaches somebody": (
        lambda result: of(result, "shares").update(refused=True),
        "has to be dropped without a word, and was refused",
    ),
    "a denied flow is silent, and so is the server": (
        lambda result: of(result, "shares", "direct").update(answered=0),
        "does not answer by the direct way either, so nothing is proven",
    ),
    "an allowed flow is dropped": (
        lambda result: of(result, "web").update(answered=0),
        "Flow web (tcp 443): has to pass the function, and gets no answer",
    ),
    "an allowed flow is refused": (
        lambda result: of(result, "web").update(answered=0, refused=True),
        "has to pass the function, and is refused",
    ),
    "messages are lost": (
        lambda result: of(result, "web").update(answered=LIMITS.messages * 98 // 100),
        "2.0 percent of 200 messages were lost; the limit is 0.5 percent",
    ),
    "a flow is cut off": (
        lambda result: of(result, "web").update(sent=90, answered=90),
        "90 messages were sent of 200, so the flow was cut off",
    ),
    "answers are slow": (
        lambda result: of(result, "ping").update(p99_ms=51.0),
        "Flow ping (icmp): p99 of the answers is 51.0 ms; the limit is 50.0 ms",
    ),
    "the source was changed": (
        lambda result: of(result, "web").update(seen_from=OTHER),
        "the server saw 10.0.64.9 and not the generator's own address",
    ),
    "a result is missing": (
        lambda result: without(result, "web", "function"),
        "there is no result through the function, and what was not measured does not pass",
    ),
    "a control is missing": (
        lambda result: without(result, "shares", "direct"),
        "there is no result by the direct way, and what was not measured does not pass",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_one_thing_that_is_wrong_is_one_sentence(planted: str) -> None:
    plant, words = PLANTED[planted]
    result = deepcopy(good())
    plant(result)
    (sentence,) = problems(result, PROMISES, translates=False)
    assert words in sentence


def test_nothing_translated_is_a_problem_where_the_function_translates() -> None:
    (sentence,) = problems(good(), PROMISES, translates=True)
    assert "saw the generator's own address 10.0.0.10, so nothing was translated" in sentence


def test_a_result_without_flows_keeps_no_promise() -> None:
    assert len(list(problems({}, PROMISES, translates=False))) == len(PROMISES)
