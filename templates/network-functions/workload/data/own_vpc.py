"""A VPC of its own: the subnets of the plan, what they reach, and the ways to AWS that avoid the internet."""

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workload.address_plan import Plane, plan
from workload.data.aws_services import called_services
from workload.data.endpoints import add_endpoints, layers_of_images
from workload.data.zones import place_subnets
from workload.environment import Entry, Environment, Function, Network
from workload.zone_rules import MOST_ZONES


class OwnVpc(Construct):
    """`vpc`, and the `planes` that have subnets in it. The addresses of the others stay free for them."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, network: Network) -> None:
        super().__init__(scope, id)
        gateways = network.nat_gateways if environment.entry is Entry.GATEWAY else 0
        self.planes = _planes(environment, network)
        planned = plan(network.cidr)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(network.cidr),
            max_azs=network.zones,
            reserved_azs=MOST_ZONES - network.zones,
            nat_gateways=gateways,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name=plane,
                    subnet_type=_kind(plane, environment, internet=gateways > 0),
                    cidr_mask=planned[plane][0].prefixlen,
                    reserved=plane not in self.planes,
                    map_public_ip_on_launch=False if plane is Plane.PUBLIC else None,
                )
                for plane in Plane
            ],
        )
        place_subnets(self.vpc, self.planes, network.zone_ids)
        add_endpoints(
            self,
            vpc=self.vpc,
            cidr=network.cidr,
            subnets=ec2.SubnetSelection(subnet_group_name=Plane.MANAGEMENT),
            services=called_services(environment, network),
        )
        self._reach_s3()

    def _reach_s3(self) -> None:
        """The function reads its policy and its deployments from S3; a workload reaches images there, and no more.

        Through an open endpoint a workload could send anything to any bucket, past the function.
        """
        groups = {"Buckets": (Plane.DATA, Plane.MANAGEMENT), "Layers": (Plane.WORKLOAD,)}
        for id, planes in groups.items():
            subnets = [ec2.SubnetSelection(subnet_group_name=plane) for plane in planes if plane in self.planes]
            if subnets:
                endpoint = self.vpc.add_gateway_endpoint(
                    id, service=ec2.GatewayVpcEndpointAwsService.S3, subnets=subnets
                )
                if Plane.WORKLOAD in planes:
                    endpoint.add_to_policy(layers_of_images(self))


def _planes(environment: Environment, network: Network) -> tuple[Plane, ...]:
    """Those with subnets, in the order of the plan."""
    inspects = environment.entry is Entry.GATEWAY
    there = {
        Plane.WORKLOAD: inspects,
        Plane.PUBLIC: inspects and network.nat_gateways > 0,
        Plane.ENDPOINT: inspects,
        Plane.ATTACHMENT: bool(network.transit_gateway_id),
    }
    return tuple(plane for plane in Plane if there.get(plane, True))


def _kind(plane: Plane, environment: Environment, *, internet: bool) -> ec2.SubnetType:
    if plane is Plane.PUBLIC:
        return ec2.SubnetType.PUBLIC
    # Packets go on from the endpoint as they came, and from the function itself where it gives them its own address.
    leaves = {Plane.ENDPOINT} | ({Plane.DATA} if environment.function is Function.SOURCE_NAT else set())
    return ec2.SubnetType.PRIVATE_WITH_EGRESS if internet and plane in leaves else ec2.SubnetType.PRIVATE_ISOLATED
