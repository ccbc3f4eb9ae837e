"""The function on instances of its own: an Auto Scaling group behind the gateway, deployed by CodeDeploy."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.released_image import ReleasedImage
from workload.service.gateway import Gateway
from workload.service.vnf.codedeploy import ZoneByZone
from workload.service.vnf.group import FunctionGroup
from workload.service.vnf.releaser import Releaser


class Vnf(Construct):
    """Instances that CloudFormation starts empty; `workload/release.py` deploys the function to them.

    group: the Auto Scaling group. log: what the function writes, its metrics included. security_group: of instances.
    application_name, deployment_group_name: of CodeDeploy, as its events have them.
    health_alarms: at most ten. While one of them is in ALARM, CodeDeploy deploys nothing, and rolls back what it does.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        gateway: Gateway,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        instances = FunctionGroup(self, "Instances", environment=environment, data=data, image=image, gateway=gateway)
        self.group, self.log, self.security_group = instances.group, instances.log, instances.security_group
        delivery = ZoneByZone(self, "Delivery", environment=environment, group=self.group, health_alarms=health_alarms)
        self.application_name = delivery.application.application_name
        self.deployment_group_name = delivery.deployment_group.deployment_group_name
        Releaser(self, "Releaser", data=data, delivery=delivery, gateway=gateway, log=self.log)
