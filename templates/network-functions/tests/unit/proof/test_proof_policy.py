"""The policies of a proof behind a network load balancer are policies that the function takes, and are put back."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import urllib3
from botocore.awsrequest import AWSRequest
from packet_filter.placement import Entry, Function, Placement
from packet_filter.policy_file import read
from packet_filter.ruleset import compile

from settings.failure import ActionFailed
from tests.support.clock import Clock
from tests.unit.proof.places import BEHIND_PORTS, place
from workload.service.proof.policy import NOBODY, closed, to_server
from workload.service.proof.policy_api import MARK, Policies, PolicyApi

IN_FORCE = """\
rules:
  - {name: mail, action: drop, protocol: tcp, ports: [25]}
  - {name: web, action: accept, protocol: tcp, ports: [440-450, 8443]}
  - {name: names, action: accept, protocol: udp, ports: [53]}
forwards:
  - {name: https, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 8443}
  - {name: names, protocol: udp, port: 53, to: 10.0.3.5, to_port: 53}
  - {name: other, protocol: tcp, port: 8443, to: 10.0.3.6, to_port: 443}
limits:
  sessions: 1000
"""
SERVER = "10.0.9.9"
PLACE = place(BEHIND_PORTS)


def test_the_ports_of_the_load_balancer_lead_to_the_server_and_the_rules_stay() -> None:
    before, made = read(IN_FORCE), read(to_server(IN_FORCE, PLACE, SERVER))
    assert [(str(each.to), each.to_port) for each in made.forwards] == [(SERVER, 443), (SERVER, 53), ("10.0.3.6", 443)]
    assert [rule.name for rule in made.rules] == [rule.name for rule in before.rules]
    assert made.limits == before.limits


def test_a_listener_port_that_the_policy_forwards_nowhere_is_a_sentence() -> None:
    with pytest.raises(ActionFailed, match="forwards nothing from tcp port 443, which is a listener"):
        to_server(IN_FORCE.replace("port: 443", "port: 444"), PLACE, SERVER)


def test_the_closed_policy_accepts_the_ports_from_nobody_and_still_forwards() -> None:
    made = read(closed(to_server(IN_FORCE, PLACE, SERVER), PLACE))
    assert {str(source) for rule in made.rules for source in rule.sources} == {f"{NOBODY}/32"}
    assert all(rule.sources for rule in made.rules)
    ports = {(str(rule.protocol), rule.ports[0].first) for rule in made.rules}
    assert ports == {("tcp", 443), ("tcp", 8443), ("udp", 53)}
    assert len(made.forwards) == 3


@pytest.mark.parametrize("function", Function)
def test_the_function_takes_both(function: Function) -> None:
    behind = Placement(function=function, entry=Entry.NETWORK, inside="eth0", outside="eth0")
    to = to_server(IN_FORCE, PLACE, SERVER)
    for text in (to, closed(to, PLACE)):
        compile(read(text), behind)


class Api:
    """The management API, with a store behind it. versions: texts by version, the last of them in force."""

    def __init__(self, *texts: str) -> None:
        self.versions = {f"v{number}": text for number, text in enumerate(texts)}
        self.requests: list[AWSRequest] = []
        self.refuse_after = 99

    @property
    def current(self) -> str:
        return list(self.versions)[-1]

    def __call__(self, request: AWSRequest) -> Any:
        self.requests.append(request)
        assert request.method and request.url and request.headers["Authorization"].startswith("AWS4-HMAC-SHA256")
        if request.method == "GET":
            return self._answer(200, self.versions[self.current])
        if len(self.versions) > self.refuse_after or request.headers["If-Match"] != f'"{self.current}"':
            return self._answer(412, "Another version is in force")
        restored = request.url.removesuffix("/restore").rpartition("/")[2]
        body = request.data.decode() if request.method == "PUT" else self.versions[restored]
        self.versions[f"v{len(self.versions)}"] = body
        return self._answer(200, "{}")

    def _answer(self, status: int, text: str) -> Any:
        headers = urllib3.HTTPHeaderDict({"ETag": f'"{self.current}"'})
        return SimpleNamespace(status=status, headers=headers, data=text.encode())

    def policies(self, clock: Clock | None = None) -> Policies:
        endpoint = "https://api.execute-api.eu-central-1.amazonaws.com/live"
        api = PolicyApi(endpoint, boto3.Session(region_name="eu-central-1"), send=self)
        return Policies(api, seconds=5, sleep=(clock or Clock()).sleep)


def test_a_policy_of_the_proof_is_loaded_and_the_one_of_before_comes_back() -> None:
    api, clock = Api(IN_FORCE), Clock()
    with api.policies(clock).changed() as policies:
        assert policies.before == IN_FORCE
        policies.put("rules: []\n")
        assert api.versions[api.current] == f"{MARK}v0\nrules: []\n"
    assert api.versions[api.current] == IN_FORCE
    assert sum(clock.waited) >= 10


def test_it_comes_back_after_a_failure_too() -> None:
    api = Api(IN_FORCE)
    with pytest.raises(ValueError, match="of the test"), api.policies().changed() as policies:
        policies.put("rules: []\n")
        raise ValueError("of the test")
    assert api.versions[api.current] == IN_FORCE


def test_what_changed_nothing_puts_nothing_back() -> None:
    api = Api(IN_FORCE)
    with api.policies().changed():
        pass
    assert len(api.versions) == 1


def test_a_run_that_was_killed_is_taken_back_by_the_next_one() -> None:
    api = Api(IN_FORCE, f"{MARK}v0\nrules: []\n")
    with api.policies().changed() as policies:
        assert policies.before == IN_FORCE
    assert api.versions[api.current] == IN_FORCE


def test_a_refused_policy_is_an_error_with_the_words_of_the_api() -> None:
    api = Api(IN_FORCE)
    api.refuse_after = 0
    with pytest.raises(ActionFailed, match="HTTP status 412: Another version"), api.policies().changed() as policies:
        policies.put("rules: []\n")


def test_a_policy_that_cannot_be_put_back_says_which_version_to_restore() -> None:
    api = Api(IN_FORCE)
    with pytest.raises(ActionFailed, match="restore version v0"), api.policies().changed() as policies:
        policies.put("rules: []\n")
        api.refuse_after = 1
