"""The packet proof of one environment: a task that sends and one that answers, and the role that may run them."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment, Function
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.proof.place import OUTPUT
from workload.service.proof.placement import NO_WORKLOAD, Stand, Through, lead_through, stand
from workload.service.proof.rights import let_prove
from workload.service.proof.task import ProofTask


class PacketProof(Construct):
    """Runs nothing by itself and costs nothing while nothing runs: a suite starts its tasks.

    Make it in environments with suites. The output of the stack that `place.py` reads says where everything is, or in
    one sentence why no packet can be sent there.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        tester: iam.Role,
        through: Through,
        instances: autoscaling.IAutoScalingGroup,
    ) -> None:
        """tester: the role that the suites assume. instances: what the function runs on, of which one is taken away."""
        super().__init__(scope, id)
        found = stand(data.network, environment)
        if found is None:
            self._publish({"unavailable": NO_WORKLOAD})
            return
        lead_through(self, network=data.network, environment=environment, endpoint_ids=through.endpoint_ids)
        vpc = data.network.vpc
        cluster = ecs.Cluster(self, "Cluster", vpc=vpc, container_insights_v2=ecs.ContainerInsights.ENABLED)
        task = ProofTask(self, "Task", environment=environment, image=image, key=data.key)
        let_prove(tester, cluster=cluster, task=task, instances=instances)
        self._publish(
            {
                "environment": environment.name,
                "cluster": cluster.cluster_arn,
                "task": task.definition.task_definition_arn,
                "log": task.log.log_group_name,
                "group": self._group(vpc, environment).security_group_id,
                **_ways(found, through, environment),
                "instances": instances.auto_scaling_group_name,
                "targets": list(through.target_group_arns),
            }
        )

    def _group(self, vpc: ec2.IVpc, environment: Environment) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(self, "Group", vpc=vpc, description=f"Packet proof of {deployment_name(environment)}")
        # By addresses: AWS lets no packet in by the group of its sender when it came through an appliance.
        group.add_ingress_rule(ec2.Peer.ipv4(environment.network.cidr), ec2.Port.all_traffic(), "From this network")
        return group

    def _publish(self, values: dict[str, Any]) -> None:
        output = cdk.CfnOutput(self, "Output", value=cdk.Stack.of(self).to_json_string(values))
        output.override_logical_id(OUTPUT)


def _ways(found: Stand, through: Through, environment: Environment) -> dict[str, Any]:
    return {
        "near": found.near,
        "far": found.far,
        "host": through.host,
        "ports": [port.number for port in environment.ports],
        "protocols": [str(port.protocol) for port in environment.ports],
        "translates": environment.entry is Entry.NETWORK or environment.function is Function.SOURCE_NAT,
        "policy_seconds": environment.policy_seconds,
    }
