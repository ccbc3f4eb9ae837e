"""How the service answers the requests of `probes.py`, and which answers are wrong. It goes or changes with them."""

from typing import Any

from tests.support.changed_answers import Change, Reply, fields, instead, on

SELF_TEST, INQUIRY, DRY_RUN = "GET /self-test", "GET /accounts/{id}", "POST /accounts/{id}/postings/dry-run"
THROUGH_THE_ROUTER = "GET /new/ready"
# What NEW_TASKS and RUNNING_VERSION ask, in this order.
ROUTES = (SELF_TEST, INQUIRY, DRY_RUN)
RUNNING = (THROUGH_THE_ROUTER,)


def reply(route: str, body: Any, kept: dict[str, Any]) -> tuple[str, Reply]:
    """The name of a route (ids in it replaced by `{id}`), and what is answered when nothing is wrong with the service.

    kept: what the service remembers of earlier requests; the probes leave nothing.
    """
    if route == THROUGH_THE_ROUTER:
        return route, (200, {"status": "ready"})
    if route == SELF_TEST:
        return route, (200, {"status": "passed"})
    if route.endswith("/postings/dry-run"):
        two_decimals = len(body["amount"].partition(".")[2]) == 2
        problem = {"where": "body.amount", "problem": "an amount has two decimals"}
        return DRY_RUN, (201, {**body}) if two_decimals else (422, {"detail": "Invalid", "problems": [problem]})
    return INQUIRY, (404, {"detail": "There is no account with this number"})


# What a version must not answer to NEW_TASKS.
BROKEN: dict[str, Change] = {
    "a program computes something else": on(SELF_TEST, instead(500, {"detail": "expected 112.50, got 112.51"})),
    "the self-test is not there": on(SELF_TEST, instead(404, {"detail": "Not Found"})),
    "the self-test did not pass": on(SELF_TEST, fields(status="failed")),
    "an unknown account is found": on(INQUIRY, instead(200, {"account_id": "0000000000"})),
    "an unknown account is our mistake": on(INQUIRY, instead(500)),
    "the path of accounts is not there": on(INQUIRY, instead(404, {"detail": "Not Found"})),
    "a bad posting is made": on(DRY_RUN, instead(201)),
    "a bad posting is our mistake": on(DRY_RUN, instead(500)),
    "a bad posting is refused without a reason": on(DRY_RUN, fields(problems=[])),
    "a bad posting is refused with no problems at all": on(DRY_RUN, instead(422, {"detail": "no"})),
    "a bad posting is refused for another reason": on(DRY_RUN, fields(problems=[{"where": "body.date"}])),
}
# Answers that never come.
LOST: dict[str, Change] = {
    "computing": on(SELF_TEST, instead(504)),
    "hanging up instead of computing": on(SELF_TEST, instead(0)),
    "inquiring": on(INQUIRY, instead(503)),
    "posting": on(DRY_RUN, instead(503)),
}
# What a migration must not make of the version that runs.
BROKEN_RUNNING: dict[str, Change] = {
    "the schema is unknown to it": on(THROUGH_THE_ROUTER, instead(503, {"detail": "The store lacks a migration"})),
    "its readiness fails": on(THROUGH_THE_ROUTER, instead(500, {"detail": "no"})),
    "its readiness says something else": on(THROUGH_THE_ROUTER, fields(status="starting")),
}
# A wrong answer, and what the log then says.
LOGGED = on(SELF_TEST, fields(status="failed")), ("body of GET /self-test: expected", "'status': 'failed'")
