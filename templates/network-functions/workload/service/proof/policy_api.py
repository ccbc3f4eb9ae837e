"""The policy of the deployed function, read and changed through its management API, by requests that IAM allows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from settings.failure import ActionFailed

# A signed request is sent once: what it changed is known by its answer alone.
HTTP = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=29), retries=False)
# Beside the time between two looks of the function: until it has read, judged and loaded what it saw.
LOAD_SECONDS = 10.0
YAML = "application/yaml"
# Begins the text of a policy of the proof: what a run that was killed left in force is known, and taken back, by it.
MARK = "# Of the packet proof, in place of version "


class Answer(Protocol):
    """As urllib3 gives it."""

    status: int
    headers: urllib3.HTTPHeaderDict

    @property
    def data(self) -> bytes: ...


class PolicyApi:
    """endpoint: https URL without trailing slash. session: of a role that may call it. send: given by tests."""

    def __init__(
        self, endpoint: str, session: boto3.Session, *, send: Callable[[AWSRequest], Answer] | None = None
    ) -> None:
        self._endpoint, self._session, self._send = endpoint, session, send or _send

    def read(self) -> tuple[str, str]:
        """The text of the policy in force, and its version. Raises ActionFailed: it cannot be read."""
        answer = self._request("GET", "/policy", {"Accept": YAML})
        return answer.data.decode(), _version(answer)

    def replace(self, text: str, version: str) -> str:
        """Put `text` into force instead of `version`, and return the new version.

        Raises ActionFailed: it was refused, or another version is in force by now.
        """
        headers = {"Content-Type": YAML, "If-Match": f'"{version}"'}
        return _version(self._request("PUT", "/policy", headers, text))

    def restore(self, earlier: str, version: str) -> str:
        """Put an earlier version into force again instead of `version`, and return the new one.

        Raises ActionFailed: it was refused, or another version is in force by now.
        """
        path = f"/policy/versions/{quote(earlier, safe='')}/restore"
        return _version(self._request("POST", path, {"If-Match": f'"{version}"'}))

    def _request(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
        request = AWSRequest(method, self._endpoint + path, headers=headers, data=body.encode())
        credentials = self._session.get_credentials()
        if credentials is None:
            raise ActionFailed("There are no credentials to sign a request to the management API with.")
        SigV4Auth(credentials, "execute-api", self._session.region_name).add_auth(request)
        answer = self._send(request)
        if answer.status != HTTPStatus.OK:
            raise ActionFailed(
                f"{method} {self._endpoint}{path} answers with HTTP status {answer.status}: "
                f"{answer.data.decode()[:500]}"
            )
        return answer


class Policies:
    """Policies for the time of a proof. seconds: between two looks of the function. sleep: given by tests."""

    def __init__(self, api: PolicyApi, *, seconds: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._api, self._sleep, self._wait_seconds = api, sleep, 2 * seconds + LOAD_SECONDS
        self.before = ""
        self._first = self._version = ""

    @contextmanager
    def changed(self) -> Iterator["Policies"]:
        """Within `with`, `put` changes the policy; at its end `before`, the text of the beginning, is in force again.

        Raises ActionFailed: it could not be put back, which the message says.
        """
        self.before, self._version = self._api.read()
        if self.before.startswith(MARK):
            left, *_ = self.before.removeprefix(MARK).split()
            self._api.restore(left, self._version)
            self.before, self._version = self._api.read()
        self._first = self._version
        try:
            yield self
        finally:
            self._put_back()

    def put(self, text: str) -> None:
        """Put `text` into force, and wait until the function has loaded it. Raises ActionFailed: it was refused."""
        self._version = self._api.replace(f"{MARK}{self._first}\n{text}", self._version)
        self._sleep(self._wait_seconds)

    def _put_back(self) -> None:
        if self._version == self._first:
            return
        try:
            self._api.restore(self._first, self._version)
        except ActionFailed as error:
            raise ActionFailed(
                f"The policy of the packet proof may still be in force: restore version {self._first}. {error}"
            ) from error


def _version(answer: Answer) -> str:
    return str(answer.headers["ETag"]).strip('"')


def _send(request: AWSRequest) -> Answer:
    assert request.method and request.url
    return HTTP.request(request.method, request.url, body=request.data, headers=dict(request.headers.items()))
