"""Where the packet proof of an environment stands: its packets go through the function, and come back through it."""

from dataclasses import replace

import pytest

from environments import SANDBOX
from tests.support.cloudformation import Template, in_words, properties, resources
from tests.support.packet_proof import CIDR, ENVIRONMENTS, GROUP, PROVEN, SUBNETS, output, templates
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Entry, Environment, Network
from workload.service.proof.place import OUTPUT, Place, ProofUnavailable


def subnets_of(data: Template, plane: str) -> list[str]:
    """The logical ids, in the order of the zones."""
    found = resources(data, "AWS::EC2::Subnet")
    return sorted(id for id in found if f"{plane}Subnet" in id)


@pytest.mark.parametrize("name", PROVEN)
def test_a_suite_reads_where_the_proof_is_from_the_output_of_the_stack(name: str) -> None:
    place, environment = Place.read(output(name)), ENVIRONMENTS[name]
    assert place.environment == environment.name
    assert (place.instances, place.targets) == (GROUP, ("arn:aws:target-group/1",))
    assert list(place.ports) == [port.number for port in environment.ports]
    assert list(place.protocols) == [str(port.protocol) for port in environment.ports]
    assert bool(place.host) is (environment.entry is Entry.NETWORK)
    assert bool(place.far) is (environment.entry is Entry.GATEWAY)
    assert place.near != place.far
    assert place.translates is (name not in {"gateway", "between zones", "existing"})


def test_where_no_subnet_is_known_the_output_says_what_the_team_has_to_give() -> None:
    with pytest.raises(
        ProofUnavailable, match=r"workload_subnets=\(…\).*one and the same Gateway Load Balancer endpoint"
    ):
        Place.read(output("existing without workload"))
    assert not resources(templates("existing without workload")[1], "AWS::ECS::TaskDefinition")


@pytest.mark.parametrize("name", ["gateway", "source-nat"])
def test_packets_between_the_two_subnets_go_through_one_endpoint_in_both_directions(name: str) -> None:
    data, service = templates(name)
    routes = properties(service, "AWS::EC2::Route")
    assert [route["VpcEndpointId"] for route in routes] == ["vpce-first", "vpce-first"]
    near, far = subnets_of(data, "Workload")[:2]
    cidrs = {id: resources(data, "AWS::EC2::Subnet")[id]["Properties"]["CidrBlock"] for id in (near, far)}
    leads_to = {in_words(route["RouteTableId"]): route["DestinationCidrBlock"] for route in routes}
    tables = {
        each["Properties"]["SubnetId"]["Ref"]: each["Properties"]["RouteTableId"]["Ref"]
        for each in resources(data, "AWS::EC2::SubnetRouteTableAssociation").values()
    }
    for subnet, other in ((near, far), (far, near)):
        (destination,) = [cidr for table, cidr in leads_to.items() if tables[subnet] in table]
        assert destination == cidrs[other]


@pytest.mark.parametrize("name", ["between zones", "ports", "existing", "existing ports"])
def test_no_route_is_made_that_others_make_or_own(name: str) -> None:
    assert not resources(templates(name)[1], "AWS::EC2::Route")


@pytest.mark.parametrize("name", ["existing", "existing ports"])
def test_in_a_vpc_of_somebody_else_the_proof_stands_in_the_subnets_that_were_named(name: str) -> None:
    place = Place.read(output(name))
    assert [place.near, place.far] == (SUBNETS[6:8] if name == "existing" else [SUBNETS[2], ""])


@pytest.mark.parametrize("name", PROVEN)
def test_packets_are_let_in_by_address_since_those_that_were_inspected_have_no_group(name: str) -> None:
    (group,) = properties(templates(name)[1], "AWS::EC2::SecurityGroup")
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["IpProtocol"]) == (CIDR, "-1")


@every_environment
def test_every_environment_with_suites_can_be_proven_and_no_other(environment: Environment) -> None:
    service = deployed(environment)["service"]
    assert (OUTPUT in service["Outputs"]) is bool(environment.suites)


def has_subnets_for_a_proof(environment: Environment) -> bool:
    """Whether a subnet is known whose packets go through the function: not in each VPC that was there already."""
    network = environment.network
    return environment.entry is Entry.NETWORK or isinstance(network, Network) or bool(network.workload_subnets)


def test_an_environment_with_a_suite_says_where_its_proof_is_or_what_it_lacks() -> None:
    service = deployed(replace(SANDBOX, suites=("integration",)))["service"]
    outputs = {OUTPUT: in_words(service["Outputs"][OUTPUT]["Value"])}
    if not has_subnets_for_a_proof(SANDBOX):
        with pytest.raises(ProofUnavailable, match=r"ExistingNetwork\(workload_subnets=\(…\), …\)"):
            Place.read(outputs)
        return
    place = Place.read(outputs)
    assert place.targets
    assert bool(place.ports) is (SANDBOX.entry is Entry.NETWORK)
