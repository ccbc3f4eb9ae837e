"""The function as a container: its tasks, the service that keeps them running, and who brings them their packets."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment
from workload.released_image import ReleasedImage
from workload.service.cnf.capacity import Capacity
from workload.service.cnf.delivery import EcsDelivery
from workload.service.cnf.network_load_balancer import NetworkBalancer
from workload.service.cnf.port_trial import PortTrial, tried_ports
from workload.service.cnf.scaling import scale
from workload.service.cnf.tasks import Tasks
from workload.service.gateway import Gateway, let_in


class Cnf(Construct):
    """`service`, which deploys and scales; `log` of the function; `group`, the security group of its tasks.

    `capacity` and `balancer` are those that are given.

    gateway, balancer: who brings the packets, one of the two as `entry` says; the other is None. A gateway names its
    targets by ip.
    health_alarms: exactly these stop a deployment and roll it back.
    `trial` tries new tasks before they get traffic; None where a deployment holds none back, or only UDP comes.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        capacity: Capacity,
        gateway: Gateway | None,
        balancer: NetworkBalancer | None,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        tasks = Tasks(self, "Tasks", environment=environment, data=data, image=image)
        self.log, self.group, self.capacity, self.balancer = tasks.log, tasks.group, capacity, balancer
        delivery = EcsDelivery(
            self, "Delivery", environment=environment, capacity=capacity, tasks=tasks, health_alarms=health_alarms
        )
        self.service = delivery.service
        self.trial: PortTrial | None = None
        if environment.entry is Entry.GATEWAY:
            assert gateway is not None
            let_in(tasks.group, environment=environment)
            delivery.behind_gateway(gateway)
        else:
            assert balancer is not None
            balancer.lead_to(tasks.group)
            if environment.shifts_traffic and tried_ports(environment):
                self.trial = PortTrial(self, "Trial", environment=environment, data=data, balancer=balancer)
            delivery.behind(balancer, trial=self.trial)
        scale(self.service, environment=environment)
