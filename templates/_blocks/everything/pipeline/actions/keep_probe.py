"""Places the probe that the store of an environment keeps, after a deployment that knows of none."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import urllib3
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from workload import kept_probe
from workload.environment import Environment

TIMEOUT = urllib3.Timeout(connect=3, read=10)
SYNTHETIC = {"X-Synthetic": "true"}
# Asks that what is placed stays, although it is synthetic. Source: RFC 7240, Prefer Header for HTTP.
KEEP = "keep"


class NotKept(Exception):
    """The service did not place a probe that it keeps; the message says what it answered."""


def keep(environment: Environment, cloudformation: Any, outputs: Mapping[str, str]) -> None:
    """Place a probe and write down where it is, where the service takes one and has none.

    outputs: of the service that was just deployed. One that has a probe keeps it: the hooks have read it.
    A probe that could not be placed is printed and fails nothing, since the deployment was good: the next one tries
    again.
    """
    if kept_probe.REQUEST not in outputs or outputs.get(kept_probe.PARAMETER) != kept_probe.NONE:
        return
    try:
        path = place(outputs["Endpoint"], json.loads(outputs[kept_probe.REQUEST]))
        kept_probe.record(environment, cloudformation, path)
    except (NotKept, ActionFailed, ClientError, urllib3.exceptions.HTTPError) as error:
        print(f"No probe is kept in {environment.name}, the next deployment tries again: {error}")
    else:
        print(f"{path} was placed in {environment.name}: the releases after this one have to find it there.")


def place(endpoint: str, request: Mapping[str, Any]) -> str:
    """Place a probe and read it back; returns its path.

    request: `path` and `body` of what is posted to `endpoint`. Raises NotKept, and HTTPError of urllib3: no answer.
    """
    what = f"POST {request['path']}"
    placed = urllib3.request(
        "POST",
        endpoint + request["path"],
        json=request["body"],
        headers={**SYNTHETIC, "Prefer": KEEP},
        timeout=TIMEOUT,
        retries=False,
        redirect=False,
    )
    if placed.status != HTTPStatus.CREATED:
        raise NotKept(f"{what} answers with HTTP status {placed.status}")
    # A service that does not know the preference deletes what is placed after a day.
    if placed.headers.get("Preference-Applied") != KEEP:
        raise NotKept(f"{what} does not answer that it keeps what was placed (Preference-Applied: {KEEP})")
    path = placed.headers.get("Location", "")
    if not re.fullmatch(kept_probe.PATH, path):
        raise NotKept(f"{what} answers with Location {path!r}, which is no path")
    read = urllib3.request("GET", endpoint + path, headers=SYNTHETIC, timeout=TIMEOUT, retries=False, redirect=False)
    if read.status != HTTPStatus.OK:
        raise NotKept(f"GET {path} answers with HTTP status {read.status}")
    return path
