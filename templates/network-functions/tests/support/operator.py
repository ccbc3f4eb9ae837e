"""Somebody who may change the policy of a deployed environment: every request is signed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from tests.support.deployed import Answer, Deployed
from tests.support.tester import region_of, tester_session

YAML = "application/yaml"


@dataclass(frozen=True)
class Operator:
    """Calls the management API of `environment`, signed with `credentials`."""

    environment: Deployed
    credentials: ReadOnlyCredentials

    def request(self, method: str, path: str, text: str = "", **headers: str) -> Answer:
        """Send one signed request. text: its body. headers: with `_` instead of `-`, such as `If_Match`."""
        url, body = self.environment.outputs["Endpoint"] + path, text.encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = AWSRequest(method, url, headers=given, data=body)
        SigV4Auth(self.credentials, "execute-api", region_of(self.environment.outputs)).add_auth(signed)
        return self.environment.request(method, path, headers=dict(signed.headers.items()), data=body)

    def policy(self) -> dict[str, Any]:
        """The policy in force: its `version`, its `text` and who wrote it."""
        answer = self.request("GET", "/policy")
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body
        return found

    def replace(self, version: str, text: str, *, comment: str = "") -> Answer:
        """Write `text` instead of `version`. comment: why, one line."""
        # Never with `+` for a space: who signs and who checks would have to read it alike.
        query = f"?comment={quote(comment, safe='')}" if comment else ""
        return self.request("PUT", f"/policy{query}", text, Content_Type=YAML, If_Match=f'"{version}"')

    def restore(self, old: str, *, instead_of: str) -> Answer:
        """Put the text of version `old` into force again."""
        return self.request("POST", f"/policy/versions/{old}/restore", If_Match=f'"{instead_of}"')


def operator_of(environment: Deployed) -> Operator:
    """Whoever runs these tests. Fails them where nobody is signed in: a gate that skips is no gate."""
    credentials = tester_session(environment.outputs).get_credentials()
    if credentials is None:
        pytest.fail("no credentials: sign in to the account of the environment", pytrace=False)
    return Operator(environment, credentials.get_frozen_credentials())


def policy_kept(operator: Operator) -> Iterator[dict[str, Any]]:
    """For a fixture: the policy in force, which is in force again afterwards, whatever a test did."""
    before = operator.policy()
    yield before
    after = operator.policy()
    if after["text"] != before["text"]:
        assert operator.restore(before["version"], instead_of=after["version"]).status == 200


def with_rule(policy: str, *, port: int = 9) -> tuple[str, int]:
    """`policy` with a rule more, before all others, and the line of its port. It concerns an address that nobody has.

    port: of the destination. Source of the address: RFC 5737.
    """
    rule = [
        f"  - name: test-{uuid4().hex[:12]}",
        "    action: drop",
        "    protocol: udp",
        '    from: ["192.0.2.77"]',
        f"    ports: [{port}]",
    ]
    lines = policy.splitlines()
    (begin,) = (number for number, line in enumerate(lines) if re.match(r"rules:", line))
    lines[begin] = "rules:"
    return "\n".join([*lines[: begin + 1], *rule, *lines[begin + 1 :], ""]), begin + 1 + len(rule)
