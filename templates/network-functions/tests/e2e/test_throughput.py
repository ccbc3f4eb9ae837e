"""How much the deployed function carries, and how long flows fail when one of its instances is lost.

Held to `workload/service/proof/baseline.json`; the figures are in reports/throughput.json. An instance is really ended,
so this is for environments without customers, and it waits until the fleet is whole again.
"""

import pytest

from tests.support.deployed import Deployed
from tests.support.tester import tester_session
from workload.service.proof.place import ProofUnavailable
from workload.service.proof.run import Proof


def test_throughput_and_failover_are_no_worse_than_the_baseline(environment: Deployed) -> None:
    try:
        proof = Proof(environment.outputs, tester_session(environment.outputs))
    except ProofUnavailable as reason:
        pytest.skip(str(reason))
    wrong = proof.throughput_and_failover()
    assert wrong == [], "\n".join(wrong)
