"""How the service answers the requests of `probes.py`, and which answers are wrong. It changes with them."""

from typing import Any

from tests.support.changed_answers import Change, Reply, fields, instead, on

UNKNOWN = "GET /no-such-path"
# What NEW_TASKS and RUNNING_VERSION ask, one after the other.
ROUTES = (UNKNOWN,)
RUNNING = ROUTES


def reply(route: str, body: Any, kept: dict[str, Any]) -> tuple[str, Reply]:
    """The name of a route (ids in it replaced by `{id}`), and what is answered when nothing is wrong with the service.

    kept: what the service remembers of earlier requests.
    """
    return route, (404, {"message": "Not found", "problems": []})


# What a version must not answer to NEW_TASKS.
BROKEN: dict[str, Change] = {
    "an unknown path is found": on(UNKNOWN, instead(200)),
    "an unknown path is our mistake": on(UNKNOWN, instead(500)),
    "an unknown path is refused without a message": on(UNKNOWN, fields(message=None)),
    "an unknown path is refused by somebody else": on(UNKNOWN, instead(404, {"detail": "Not Found"})),
}
# Answers that never come.
LOST: dict[str, Change] = {
    "an unknown path": on(UNKNOWN, instead(503)),
    "hanging up instead of refusing": on(UNKNOWN, instead(0)),
}
# What a migration must not make of the version that runs.
BROKEN_RUNNING: dict[str, Change] = {
    "an unknown path is our mistake": on(UNKNOWN, instead(500, {"message": "no"})),
    "an unknown path is refused by somebody else": on(UNKNOWN, instead(404, {"detail": "Not Found"})),
}
# A wrong answer, and what the log then says.
LOGGED = on(UNKNOWN, fields(message="Nothing here")), (f"body of {UNKNOWN}: expected", "'message': 'Nothing here'")
