"""What most tests begin with: a chain with the real function in its middle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.traffic.function import Function
from tests.traffic.packets import Wire, wire
from tests.traffic.topology import MTU, Chain, chain


@dataclass(frozen=True, kw_only=True)
class Setup:
    """near, far: the wires of client and server."""

    chain: Chain
    function: Function
    near: Wire
    far: Wire

    def dropped(self, cause: str) -> int:
        """How many packets the function has dropped for one of its causes, such as `invalid` or `unmatched`."""
        return self.chain.function.counters()[f"dropped_{cause}"]


@contextmanager
def running(
    name: str, folder: Path, policy: str, *, outside_mtu: int = MTU, bundling: bool = False, **settings: str
) -> Iterator[Setup]:
    """Build a chain, start the function in it with `policy`, and remove both. outside_mtu, bundling: see `chain`.
    settings: see `Function`.

    Raises RuntimeError: the function does not get well.
    """
    with chain(name, outside_mtu=outside_mtu, bundling=bundling) as built:
        function = Function(built.function, folder, policy, **settings)
        with wire(built.client, built.inside) as near, wire(built.server, built.outside) as far:
            try:
                function.start()
                yield Setup(chain=built, function=function, near=near, far=far)
            finally:
                function.stop()
