"""Requests that only the new version on the right store answers rightly."""

import json
import time
from collections.abc import Callable
from http import HTTPStatus

import urllib3

from settings.failure import ActionFailed

# Traffic that moved takes some seconds until every request sees it.
SECONDS_AT_MOST = 60.0
SECONDS_BETWEEN = 5.0
TIMEOUT = urllib3.Timeout(connect=3, read=10)


def answers_with_version(
    endpoint: str,
    version: str,
    *,
    path: str = "/health",
    get: Callable[[str], tuple[int, bytes]] | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return as soon as `<endpoint><path>` answers 200 with `version`.

    get: fetches a URL, returns HTTP status and body; clock, sleep: in seconds. All three are given by tests.
    Raises ActionFailed: it did not within a minute.
    """
    url = f"{endpoint}{path}"
    deadline = clock() + SECONDS_AT_MOST
    while True:
        problem = _problem(url, version, get or _get)
        if not problem:
            return
        if clock() + SECONDS_BETWEEN > deadline:
            raise ActionFailed(f"{url} {problem} after {SECONDS_AT_MOST:.0f} seconds of retries.")
        sleep(SECONDS_BETWEEN)


def still_holds(
    endpoint: str,
    path: str,
    *,
    get: Callable[[str], tuple[int, bytes]] | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Whether `<endpoint><path>`, which an earlier release placed, is found: True for 200, False for 404.

    get, clock, sleep: as above. Raises ActionFailed: neither came within a minute.
    """
    url = f"{endpoint}{path}"
    deadline = clock() + SECONDS_AT_MOST
    while True:
        try:
            status, _ = (get or _get)(url)
            problem = f"answers with HTTP status {status}"
        except urllib3.exceptions.HTTPError as error:
            status, problem = 0, f"does not answer ({type(error).__name__})"
        if status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            return status == HTTPStatus.OK
        if clock() + SECONDS_BETWEEN > deadline:
            raise ActionFailed(f"{url} {problem} after {SECONDS_AT_MOST:.0f} seconds of retries.")
        sleep(SECONDS_BETWEEN)


def _problem(url: str, version: str, get: Callable[[str], tuple[int, bytes]]) -> str:
    try:
        status, body = get(url)
    except urllib3.exceptions.HTTPError as error:
        return f"does not answer ({type(error).__name__})"
    if status != HTTPStatus.OK:
        return f"answers with HTTP status {status}"
    try:
        answered = str(json.loads(body)["version"])
    except (ValueError, KeyError, TypeError):
        return "answers without a version"
    return "" if answered == version else f"answers with version {answered} instead of {version}"


def _get(url: str) -> tuple[int, bytes]:
    response = urllib3.request("GET", url, timeout=TIMEOUT, retries=False, headers={"X-Synthetic": "true"})
    return response.status, response.data
