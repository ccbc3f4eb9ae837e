"""What your policy promises to the packets of your workload: yours to change together with the policy.

After each deployment to an environment with the suite `integration` these flows are sent through the deployed function.
They are written apart from the policy, so that a rule that is lost is noticed. Behind a network load balancer every
listener port is a flow that passes, and none of these is sent.
"""

from dataclasses import dataclass

from workload.environment import Protocol


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A flow of one workload subnet to another. protocol: "tcp", "udp" or "icmp". port: of the server, 0 for icmp.

    only_from: the flow is sent where the workload has addresses of this network, since a rule may be for these alone.
    """

    name: str
    protocol: str
    port: int = 0
    passes: bool
    only_from: str = "0.0.0.0/0"


PROMISES = (
    Promise(name="web", protocol=Protocol.TCP, port=443, passes=True),
    Promise(name="inside-tcp", protocol=Protocol.TCP, port=5432, passes=True, only_from="10.0.0.0/8"),
    Promise(name="inside-udp", protocol=Protocol.UDP, port=5353, passes=True, only_from="10.0.0.0/8"),
    Promise(name="ping", protocol="icmp", passes=True),
    Promise(name="windows-shares-139", protocol=Protocol.TCP, port=139, passes=False),
    Promise(name="windows-shares-445", protocol=Protocol.TCP, port=445, passes=False),
)
