"""Where the proof is, from the outputs of a stack."""

import pytest

from settings.failure import ActionFailed
from tests.unit.proof.places import BEHIND_PORTS, outputs
from workload.service.proof.place import OUTPUT, Place, ProofUnavailable


def test_everything_is_read_from_one_output() -> None:
    found = Place.read(outputs(BEHIND_PORTS))
    assert (found.host, found.ports, found.protocols) == (BEHIND_PORTS["host"], (443, 53), ("tcp", "udp"))


def test_a_stack_without_a_proof_fails_and_says_what_makes_one() -> None:
    with pytest.raises(ActionFailed, match=rf'no output {OUTPUT}: .*suites=\("integration",\)'):
        Place.read({"Endpoint": "https://example.org"})


def test_a_reason_why_no_packet_can_be_sent_is_handed_on() -> None:
    with pytest.raises(ProofUnavailable, match="Name two in environments"):
        Place.read(outputs({"unavailable": "Name two in environments.py"}))
