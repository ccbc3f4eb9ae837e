"""The hooks that ECS itself calls, and what they answer: the deployment goes on, or is rolled back.

An answer that ECS does not understand, an exception and a time-out are a rollback too; FAILED says so at once.
"""

from typing import Any, Literal

from release_hooks.expected_version import of_service_revision
from release_hooks.release_test import Context, Release, new_tasks, only_keeps_awake, passes, users

RESERVED_SECONDS = 5

Answer = dict[Literal["hookStatus"], Literal["SUCCEEDED", "FAILED"]]


def pre_traffic(event: dict[str, Any], context: Context) -> Answer:
    """POST_TEST_TRAFFIC_SHIFT: the test listener leads to the new tasks, users see the old ones."""
    return _answer(new_tasks, event, context)


def post_traffic(event: dict[str, Any], context: Context) -> Answer:
    """POST_PRODUCTION_TRAFFIC_SHIFT: users see the new tasks, the old ones still run and can take over again."""
    return _answer(users, event, context)


def _answer(release: Release, event: dict[str, Any], context: Context) -> Answer:
    if only_keeps_awake(event):
        return {"hookStatus": "SUCCEEDED"}
    passed = passes(
        release,
        context,
        version=lambda: of_service_revision(event["executionDetails"]["targetServiceRevisionArn"]),
        reserved_seconds=RESERVED_SECONDS,
        deployment=str(event.get("resourceArn", "unknown")),
    )
    return {"hookStatus": "SUCCEEDED" if passed else "FAILED"}
