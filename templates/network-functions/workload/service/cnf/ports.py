"""The ports beside those of clients, where new tasks are tried before they get the traffic."""

from settings.configuration import ConfigurationError
from workload.environment import Environment, Port

BESIDE, LAST = 10_000, 65_535


def test_port(port: Port) -> int:
    """Where new tasks are tried before they get the traffic of `port`: always the same, whatever the other ports are,
    because a listener that changes loses the weights that ECS gave it."""
    return port.number + BESIDE if port.number + BESIDE <= LAST else port.number - BESIDE


def require_ports_beside(environment: Environment) -> None:
    """Raises ConfigurationError: clients come to a port where new tasks have to be tried."""
    tried = {test_port(port): port.number for port in environment.ports}
    for port in environment.ports:
        if port.number in tried:
            raise ConfigurationError(
                f"ports of {environment.name}: number={port.number}: there new tasks are tried for port "
                f"{tried[port.number]}, for example Port(number={port.number + 1})"
            )
