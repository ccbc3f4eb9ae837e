"""How packets reach the functions, before there is one: a Gateway Load Balancer, or one with ports of its own."""

from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment, Shape
from workload.service.cnf.capacity import Capacity
from workload.service.cnf.network_load_balancer import NetworkBalancer
from workload.service.gateway import Gateway, Targets
from workload.service.proof.placement import Through
from workload.service.target_health import behind_gateway, behind_ports


class PacketEntry(Construct):
    """`gateway` or `balancer`, as the environment says; the other is None.

    targets: what CloudWatch knows of those behind it. through: how the packet proof gets there.
    capacity: the cluster in which the functions will run; None: they run on instances of their own.
    """

    def __init__(self, scope: Construct, id: str, *, environment: Environment, data: DataStack) -> None:
        super().__init__(scope, id)
        self.capacity: Capacity | None = None
        if environment.shape is Shape.CNF:
            self.capacity = Capacity(self, "Capacity", environment=environment, data=data)
        self.gateway: Gateway | None = None
        self.balancer: NetworkBalancer | None = None
        if environment.entry is Entry.GATEWAY:
            to = Targets.INSTANCE if environment.shape is Shape.VNF else Targets.IP
            gateway = Gateway(self, "Gateway", environment=environment, network=data.network, targets=to)
            self.gateway, self.targets = gateway, behind_gateway(gateway)
            self.through = Through(endpoint_ids=gateway.endpoint_ids, target_group_arns=[gateway.target_group_arn])
        else:
            balancer = NetworkBalancer(self, "Ports", environment=environment, data=data)
            self.balancer, self.targets = balancer, behind_ports(balancer)
            arns = [group.target_group_arn for group in balancer.target_groups]
            self.through = Through(host=balancer.endpoint, target_group_arns=arns)
