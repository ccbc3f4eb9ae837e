"""The functions of one environment: a VNF or a CNF, as the environment says."""

from collections.abc import Sequence

from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.released_image import ReleasedImage
from workload.service.cnf.cnf import Cnf
from workload.service.packet_entry import PacketEntry
from workload.service.vnf.vnf import Vnf


class Fleet(Construct):
    """`vnf` or `cnf`; the other is None. `instances`: the group of what they run on.

    health_alarms: exactly these roll a deployment back.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        entry: PacketEntry,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        self.vnf: Vnf | None = None
        self.cnf: Cnf | None = None
        self.instances: autoscaling.IAutoScalingGroup
        if entry.capacity:
            self.cnf = Cnf(
                self,
                "Cnf",
                environment=environment,
                data=data,
                image=image,
                capacity=entry.capacity,
                gateway=entry.gateway,
                balancer=entry.balancer,
                health_alarms=health_alarms,
            )
            self.instances = entry.capacity.instances
        else:
            assert entry.gateway, "`Environment` refuses a VNF behind anything else"
            self.vnf = Vnf(
                self,
                "Vnf",
                environment=environment,
                data=data,
                image=image,
                gateway=entry.gateway,
                health_alarms=health_alarms,
            )
            self.instances = self.vnf.group
