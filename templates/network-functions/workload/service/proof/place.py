"""Where the proof of a deployed environment is, as the output `PacketProof` of its service stack says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from settings.failure import ActionFailed

OUTPUT = "PacketProof"


class ProofUnavailable(Exception):
    """No packet can be sent through this function; the message is the sentence that says why, and what would help."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """cluster, task: ARNs. log: a log group. group: a security group. near, far: subnets, see `placement.Stand`.

    host, ports, protocols: of the network load balancer; empty behind a Gateway Load Balancer.
    translates: whether the server has to see another address than the generator's.
    policy_seconds: between two looks of the function at its policy.
    instances: the Auto Scaling group of the function. targets: ARNs of its target groups.
    """

    environment: str
    cluster: str
    task: str
    log: str
    group: str
    near: str
    far: str
    host: str
    ports: tuple[int, ...]
    protocols: tuple[str, ...]
    translates: bool
    policy_seconds: int
    instances: str
    targets: tuple[str, ...]

    @classmethod
    def read(cls, outputs: Mapping[str, str]) -> Self:
        """Raises ActionFailed: the stack was deployed without it. ProofUnavailable: there is a reason for that."""
        if not outputs.get(OUTPUT):
            raise ActionFailed(
                f"The service stack has no output {OUTPUT}: it has one in environments with suites, for example "
                'suites=("integration",) in environments.py; then deploy again.'
            )
        values = json.loads(outputs[OUTPUT])
        if sentence := values.get("unavailable"):
            raise ProofUnavailable(sentence)
        lists = {name: tuple(values[name]) for name in ("ports", "protocols", "targets")}
        return cls(**{**values, **lists})
