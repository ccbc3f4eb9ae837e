"""Where new tasks are tried: a port that depends on nothing but the one of users."""

import pytest

from workload.environment import Port
from workload.service.cnf.ports import test_port as beside


@pytest.mark.parametrize(("number", "expected"), [(1, 10_001), (443, 10_443), (55_535, 65_535), (55_536, 45_536)])
def test_each_port_has_one_beside_it(number: int, expected: int) -> None:
    assert beside(Port(number=number)) == expected


def test_every_port_has_one_that_is_a_port_too() -> None:
    assert all(1 <= beside(Port(number=number)) <= 65_535 for number in range(1, 65_536))
