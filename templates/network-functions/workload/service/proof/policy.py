"""Policies for the time of a proof behind a network load balancer, made of the one in force."""

from collections.abc import Iterable
from typing import Any

import yaml

from settings.failure import ActionFailed
from workload.service.proof.place import Place

# For documentation, so that nobody has it. Source: RFC 5737.
NOBODY = "192.0.2.1"


def to_server(policy: str, place: Place, server: str) -> str:
    """The policy in force, whose forwards of the listener ports lead to the proof's server. Its rules are yours.

    Raises ActionFailed: a listener port has no forward, so nothing that arrives there gets anywhere.
    """
    wanted = yaml.safe_load(policy)
    forwards = {(each["protocol"], int(each["port"])): each for each in wanted.get("forwards") or ()}
    for protocol, port in _listeners(place):
        if (protocol, port) not in forwards:
            raise ActionFailed(
                f"The policy in force forwards nothing from {protocol} port {port}, which is a listener of the network "
                f"load balancer, for example {{name: web, protocol: {protocol}, port: {port}, to: 10.0.3.4, "
                f"to_port: {port}}}."
            )
        forwards[protocol, port].update(to=server, to_port=port)
    return _text(wanted)


def closed(policy: str, place: Place) -> str:
    """The same, with other rules: they accept the listener ports from nobody, so what arrives there is dropped.

    Not without rules: the function refuses a policy with a forward that no rule accepts.
    """
    wanted = yaml.safe_load(policy)
    listeners = {*_listeners(place), *((each["protocol"], int(each["port"])) for each in wanted["forwards"])}
    rules = [
        {
            "name": f"packet-proof-{protocol}-{port}",
            "action": "accept",
            "protocol": protocol,
            "ports": [port],
            "from": [NOBODY],
        }
        for protocol, port in sorted(listeners)
    ]
    return _text({**wanted, "rules": rules})


def _listeners(place: Place) -> Iterable[tuple[str, int]]:
    return zip(place.protocols, place.ports, strict=True)


def _text(policy: dict[str, Any]) -> str:
    return str(yaml.safe_dump(policy, sort_keys=False))
