"""Where the proofs of the tests are, and a clock that only waiting moves."""

import json
from typing import Any

from workload.service.proof.place import OUTPUT, Place

BEHIND_A_GATEWAY: dict[str, Any] = {
    "environment": "dev",
    "cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/proof",
    "task": "arn:aws:ecs:eu-central-1:111122223333:task-definition/proof:7",
    "log": "orders-dev-service-Log",
    "group": "sg-1",
    "near": "subnet-near",
    "far": "subnet-far",
    "host": "",
    "ports": [],
    "protocols": [],
    "translates": False,
    "policy_seconds": 5,
    "instances": "orders-dev-group",
    "targets": ["arn:target-group/blue", "arn:target-group/green"],
}
BEHIND_PORTS: dict[str, Any] = {
    **BEHIND_A_GATEWAY,
    "far": "",
    "host": "balancer.elb.eu-central-1.amazonaws.com",
    "ports": [443, 53],
    "protocols": ["tcp", "udp"],
    "translates": True,
}


def place(values: dict[str, Any] = BEHIND_A_GATEWAY) -> Place:
    """As a suite reads it from the outputs."""
    return Place.read(outputs(values))


def outputs(values: dict[str, Any] = BEHIND_A_GATEWAY) -> dict[str, str]:
    """Of the service stack."""
    return {OUTPUT: json.dumps(values), "Endpoint": "https://api.execute-api.eu-central-1.amazonaws.com/live"}
