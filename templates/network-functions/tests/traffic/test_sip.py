"""Telephone calls through source NAT: SIP names addresses in its messages, and answers where messages come from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.traffic import sip
from tests.traffic.policies import PUBLIC4, PUBLIC6, SOURCE_NAT
from tests.traffic.setups import Setup, running

CALLS = 50


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("sip", tmp_path_factory.mktemp("sip"), SOURCE_NAT, function="source-nat") as setup:
        setup.chain.route_back(4, PUBLIC4)
        setup.chain.route_back(6, PUBLIC6)
        yield setup


@pytest.mark.parametrize("version", [4, 6])
def test_calls_through_source_nat_are_answered_and_ended(setup: Setup, tmp_path: Path, version: int) -> None:
    before = setup.chain.function.counters()[f"nat_out{version}"]
    with sip.answering(setup.chain, version, tmp_path) as log:
        sip.call(setup.chain, version, tmp_path, calls=CALLS)
        messages = log.read_text(errors="replace")
    assert messages.count("\nINVITE sip:") == messages.count("\nBYE sip:") == CALLS
    # All of them came by the public address.
    assert setup.chain.function.counters()[f"nat_out{version}"] > before
