"""The packet proof of a deployment, before it: the same program and promises, with the policy that is deployed.

A promise of `workload/service/proof/promises.py` that the policy does not keep is noticed before anything is deployed.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packet_filter import policy_file

from tests.traffic.function import POLICY, REPOSITORY
from tests.traffic.namespaces import Namespace
from tests.traffic.setups import Setup, running
from tests.unit.proof.places import BEHIND_A_GATEWAY, place
from workload.service.proof import judge, policy
from workload.service.proof.flows import DIRECT, FUNCTION, probe_plan, promised, refused, server_plan
from workload.service.proof.limits import LIMITS
from workload.service.proof.packets.__main__ import RESULT
from workload.service.proof.place import Place
from workload.service.proof.promises import PROMISES, Promise

LIMITED = replace(LIMITS, messages=50)
EVERYTHING = "rules: [{name: all, action: accept, protocol: any}]\n"


def where(text: str) -> Place:
    """As the deployed environment would say it, for this policy."""
    found = policy_file.read(text)
    return place(
        {
            **BEHIND_A_GATEWAY,
            "ports": [each.port for each in found.forwards],
            "protocols": [str(each.protocol) for each in found.forwards],
            "translates": bool(found.forwards or found.source_nat),
        }
    )


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[Setup]:
    text = POLICY.read_text()
    found = policy_file.read(text)
    entry = "network-load-balancer" if found.forwards else "gateway-load-balancer"
    function = "source-nat" if found.source_nat else "filter"
    with running("proof", tmp_path, text, entry=entry, function=function) as made:
        yield made


def test_the_policy_that_is_deployed_would_pass_the_proof_after_it(setup: Setup) -> None:
    text = POLICY.read_text()
    at, server = where(text), setup.chain.server.address(4)
    promises = promised(at, setup.chain.client.address(4))
    if at.ports:
        put(setup, policy.to_server(text, at, server))
    assert wrong(setup, at, promises) == []
    if at.ports:
        put(setup, policy.closed(policy.to_server(text, at, server), at))
        assert wrong(setup, at, refused(promises)) == []


def test_a_function_that_lets_everything_through_or_nothing_would_not(setup: Setup) -> None:
    text = POLICY.read_text()
    at = where(text)
    promises = promised(at, setup.chain.client.address(4))
    put(setup, policy.to_server(text, at, setup.chain.server.address(4)) if at.ports else EVERYTHING)
    dropped = refused(promises) if at.ports else promises
    assert any("has to be dropped" in sentence for sentence in wrong(setup, at, dropped))
    put(setup, "rules: []\n")
    assert any("has to pass the function" in sentence for sentence in wrong(setup, at, promises))


def put(setup: Setup, text: str) -> None:
    """Another policy, which the function has to take."""
    assert setup.function.apply(text)["refused"] is None


def wrong(setup: Setup, at: Place, promises: list[Promise]) -> list[str]:
    """What the proof says: the client sends, one server is behind the function and one beside the client."""
    client, server = setup.chain.client, setup.chain.server
    through = setup.chain.inside.address(4) if at.ports else server.address(4)
    paths = {FUNCTION: through, DIRECT: client.address(4)}
    served = server_plan(promises if at.ports else PROMISES, seconds=120)
    with task(client.namespace, served), task(server.namespace, served):
        plan = probe_plan(promises, paths=paths, messages=LIMITED.messages, patience=0.3)
        result = packets(client.namespace, plan)
    return list(judge.problems(result, promises, translates=at.translates, limits=LIMITED))


@contextmanager
def task(namespace: Namespace, plan: dict[str, Any]) -> Iterator[None]:
    """A server of the proof."""
    started = namespace.start(*command(), env=variables("server", plan), cwd=REPOSITORY)
    time.sleep(1)
    try:
        yield
    finally:
        started.kill()
        started.wait()


def packets(namespace: Namespace, plan: dict[str, Any]) -> dict[str, Any]:
    """The result of a generator of the proof."""
    with namespace:
        # As the task definition has it.
        Path("/proc/sys/net/ipv4/ping_group_range").write_text("0 2147483647")
    started = namespace.start(*command(), env=variables("probe", plan), cwd=REPOSITORY, stdout=subprocess.PIPE)
    written, _ = started.communicate(timeout=60)
    return dict(json.loads(written)[RESULT])


def command() -> tuple[str, ...]:
    return sys.executable, "-m", "workload.service.proof.packets"


def variables(mode: str, plan: dict[str, Any]) -> dict[str, str]:
    return {**os.environ, "MODE": mode, "PLAN": json.dumps(plan)}
