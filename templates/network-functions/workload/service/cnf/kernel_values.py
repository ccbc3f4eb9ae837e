"""What the kernel of a task has to be told before it starts: in a container /proc/sys is read-only."""

from collections.abc import Mapping

from workload.environment import Entry, Environment

# Where packets reach a task: the interface that ECS gives it.
INTERFACE = "eth0"
# What the function asks for (`packet_filter/interfaces.py`) whatever brings its packets. Until its first rule set is
# loaded its health check fails, so no load balancer sends packets to a task that forwards without a filter.
FORWARDS = {
    "net.ipv4.ip_forward": "1",
    "net.ipv6.conf.all.forwarding": "1",
    # A host that forwards stops listening to routers unless told like this.
    f"net.ipv6.conf.{INTERFACE}.accept_ra": "2",
    # A flow may come in its middle, so the window that the kernel has seen of it proves nothing.
    "net.netfilter.nf_conntrack_tcp_be_liberal": "1",
}
# The tunnel's device is made later and takes the default values.
TUNNELS = {
    "net.ipv6.conf.default.accept_ra": "2",
    # What comes out of the tunnel has its way back there only by a rule that this filter does not ask.
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.default.rp_filter": "0",
    # Docker switches IPv6 off where it gives no address, and the packets inside may be of IPv6.
    "net.ipv6.conf.all.disable_ipv6": "0",
    "net.ipv6.conf.default.disable_ipv6": "0",
}


def kernel_values(environment: Environment) -> Mapping[str, str]:
    """`systemControls` of a task, by name."""
    tunnels = TUNNELS if environment.entry is Entry.GATEWAY else {}
    forgotten = {"net.netfilter.nf_conntrack_tcp_timeout_established": str(environment.flows.idle_seconds)}
    return {**FORWARDS, **tunnels, **forgotten}
