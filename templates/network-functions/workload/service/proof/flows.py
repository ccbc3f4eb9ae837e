"""Which flows the proof sends in an environment, and which of them have to pass."""

import ipaddress
from collections.abc import Iterable
from typing import Any

from settings.failure import ActionFailed
from workload.service.proof.place import Place
from workload.service.proof.promises import PROMISES, Promise

FUNCTION, DIRECT = "function", "direct"


def promised(place: Place, address: str, promises: Iterable[Promise] = PROMISES) -> list[Promise]:
    """What is promised to a generator with this address: in `promises.py`, or to the ports of a load balancer.

    Raises ActionFailed: nothing has to pass, or nothing has to be dropped, so that a function that does nothing would
    pass as well.
    """
    if place.ports:
        ports = zip(place.protocols, place.ports, strict=True)
        return [Promise(name=f"{kind}-{port}", protocol=kind, port=port, passes=True) for kind, port in ports]
    own = ipaddress.ip_address(address)
    found = [each for each in promises if own in ipaddress.ip_network(each.only_from)]
    for passes in (True, False):
        if not any(each.passes is passes for each in found):
            raise ActionFailed(
                f"workload/service/proof/promises.py promises no flow from {address} that "
                f"{'passes' if passes else 'is dropped'}; a proof needs both, for example "
                f'Promise(name="web", protocol="tcp", port=443, passes={passes}).'
            )
    return found


def refused(promises: Iterable[Promise]) -> list[Promise]:
    """The same flows, none of which has to pass any more."""
    return [Promise(name=each.name, protocol=each.protocol, port=each.port, passes=False) for each in promises]


def first_tcp(promises: Iterable[Promise]) -> Promise:
    """A flow of TCP that passes, for what needs one. Raises ActionFailed: there is none."""
    for each in promises:
        if each.passes and each.protocol == "tcp":
            return each
    raise ActionFailed(
        "No flow of TCP has to pass, and throughput and failover are measured with TCP; promise one in "
        'workload/service/proof/promises.py, for example Promise(name="web", protocol="tcp", port=443, passes=True).'
    )


def server_plan(promises: Iterable[Promise], *, seconds: int) -> dict[str, Any]:
    """What the server is told: the ports that it answers on, also those that nothing may reach, and for how long."""
    by_protocol = {kind: sorted({each.port for each in promises if each.protocol == kind}) for kind in ("tcp", "udp")}
    return {**by_protocol, "seconds": seconds}


def probe_plan(
    promises: Iterable[Promise], *, paths: dict[str, str], messages: int, patience: float = 2.0
) -> dict[str, Any]:
    """What the generator is told. paths: the host by FUNCTION and DIRECT. patience: for each answer, in seconds."""
    flows = [{"name": each.name, "protocol": each.protocol, "port": each.port} for each in promises]
    return {"paths": paths, "flows": flows, "messages": messages, "patience": patience}
