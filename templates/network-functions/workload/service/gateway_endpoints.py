"""The endpoints of a Gateway Load Balancer, and the routes that lead packets of workloads through them both ways."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import region_info
from constructs import Construct

from workload.data.network import FunctionNetwork
from workload.environment import Environment


class GatewayEndpoints(Construct):
    """An endpoint service of `balancer`, and one endpoint of it in each `Endpoint` subnet.

    ids: of the endpoints, in the order of the zones. service_name: by which other networks make endpoints of their own.
    Both are outputs of the stack too, for owners of networks whose routes are not made here.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        network: FunctionNetwork,
        balancer: elb.CfnLoadBalancer,
    ) -> None:
        super().__init__(scope, id)
        # Only this account may make endpoints of it, until somebody allows another one.
        service = ec2.CfnVPCEndpointService(
            self, "Service", gateway_load_balancer_arns=[balancer.attr_load_balancer_arn], acceptance_required=False
        )
        prefix = region_info.RegionInfo.get(environment.region).vpc_endpoint_service_name_prefix
        self.service_name = cdk.Fn.join(
            ".", [prefix or "com.amazonaws.vpce", environment.region, service.attr_service_id]
        )
        self.ids = [self._endpoint(zone, id, network) for zone, id in enumerate(_endpoint_subnets(network))]
        cdk.CfnOutput(cdk.Stack.of(self), "GatewayEndpointService", value=self.service_name)
        if self.ids:
            cdk.CfnOutput(cdk.Stack.of(self), "GatewayEndpoints", value=cdk.Fn.join(",", self.ids))
        for route in network.inspected_routes():
            ec2.CfnRoute(
                self,
                route.name,
                route_table_id=route.route_table,
                destination_cidr_block=route.destination,
                vpc_endpoint_id=self.ids[route.zone],
            )

    def _endpoint(self, zone: int, subnet_id: str, network: FunctionNetwork) -> str:
        endpoint = ec2.CfnVPCEndpoint(
            self,
            f"Zone{zone}",
            vpc_id=network.vpc.vpc_id,
            vpc_endpoint_type="GatewayLoadBalancer",
            service_name=self.service_name,
            subnet_ids=[subnet_id],
        )
        return endpoint.attr_id


def _endpoint_subnets(network: FunctionNetwork) -> list[str]:
    """None where the owner of the network makes the endpoints."""
    if network.endpoint is None:
        return []
    return network.vpc.select_subnets(subnet_group_name=network.endpoint.subnet_group_name).subnet_ids
