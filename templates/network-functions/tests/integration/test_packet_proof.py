"""Real packets through the deployed function: what the policy promises gets through, what it drops does not.

Two tasks answer and one sends, in the subnets of the workload. What is promised is written in
`workload/service/proof/promises.py`, and the figures are in reports/packets.json.
"""

import pytest

from tests.support.deployed import Deployed
from tests.support.tester import tester_session
from workload.service.proof.place import ProofUnavailable
from workload.service.proof.run import Proof


def test_packets_meet_the_function_as_the_policy_promises(environment: Deployed) -> None:
    try:
        proof = Proof(environment.outputs, tester_session(environment.outputs))
    except ProofUnavailable as reason:
        pytest.skip(str(reason))
    wrong = proof.packets()
    assert wrong == [], "\n".join(wrong)
