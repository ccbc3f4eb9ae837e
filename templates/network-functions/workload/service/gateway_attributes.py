"""What a Gateway Load Balancer does with flows, in the attributes of its API. CloudFormation passes them on."""

from collections.abc import Mapping

from workload.environment import Environment, Flows


def balancer_attributes(environment: Environment) -> Mapping[str, str]:
    """What CloudFormation sets on the load balancer."""
    return {
        # Else packets of a zone are lost while the only instance of that zone is replaced, or has failed.
        "load_balancing.cross_zone.enabled": "true",
        "deletion_protection.enabled": _switch(environment.protect_data),
    }


def target_attributes(flows: Flows) -> Mapping[str, str]:
    """What becomes of the flows of a target that leaves or fails: `Flows` says what each choice does to them.

    Stickiness stays off, which means by 5-tuple: resets work with nothing else. Both failovers must be equal, and
    there is no reset of a flow that moves. Source: Elastic Load Balancing API, TargetGroupAttribute.
    """
    failover = "rebalance" if flows.rebalance else "no_rebalance"
    reset = _switch(flows.reset and not flows.rebalance)
    return {
        "deregistration_delay.timeout_seconds": str(flows.drain_seconds),
        "target_failover.on_deregistration": failover,
        "target_failover.on_unhealthy": failover,
        "send_tcp_reset.on_deregistration.enabled": reset,
        "send_tcp_reset.on_unhealthy.enabled": reset,
    }


def listener_attributes(flows: Flows) -> Mapping[str, str]:
    """When a silent flow is forgotten, and whether its ends are told. Source: the API, ListenerAttribute."""
    return {
        "tcp.idle_timeout.seconds": str(flows.idle_seconds),
        "send_tcp_reset.on_idle_timeout.enabled": _switch(flows.reset),
    }


def _switch(on: bool) -> str:
    return str(on).lower()
