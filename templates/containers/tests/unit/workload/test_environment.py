"""A value that AWS would refuse is refused here, in one sentence with the value, the rule and an example."""

from dataclasses import replace
from typing import Any

import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from workload.environment import Compute, Controller, Database, Egress, Network
from workload.sizes import many_connections

ARN = "arn:aws:acm:{region}:012345678901:certificate/12345678-1234-1234-1234-123456789012"
FAR = ARN.format(region="ap-south-2")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"port": 0}, r"port=0: 1024 to 65535, .* for example port=8080"),
        ({"port": 65536}, r"port=65536: 1024 to 65535"),
        ({"port": 80}, r"port=80: 1024 to 65535, since the container does not run as root"),
        ({"cpu": 300}, r"cpu=300: Fargate offers 256, 512, .* for example cpu=512"),
        ({"cpu": 256, "memory_mb": 4096}, r"memory_mb=4096: with 256 CPU units Fargate offers 512 to 2048 MiB"),
        ({"cpu": 256, "memory_mb": 1536}, r"memory_mb=1536: with 256 CPU units"),
        ({"cpu": 1024, "memory_mb": 2500}, r"in steps of 1024, for example memory_mb=2048"),
        ({"cpu": 8192, "memory_mb": 17408}, r"in steps of 4096"),
        ({"compute": Compute.EC2, "cpu": 4096}, r"one m7g.large takes 128 to 2048 CPU units"),
        ({"tasks": -1}, r"tasks=-1, most_tasks=\d+: at least 1"),
        ({"tasks": 0}, r"tasks=0"),
        ({"tasks": 5, "most_tasks": 4}, r"tasks=5, most_tasks=4: at least 1, and at most most_tasks"),
        ({"requests_per_task": 0}, r"requests_per_task=0: at least 1 a minute"),
        ({"keep_old_minutes": -1}, r"keep_old_minutes=-1: 0 to 1440 minutes"),
        ({"keep_old_minutes": 1441}, r"keep_old_minutes=1441: 0 to 1440 minutes"),
        ({"network": Network(zone_ids=("mec1-az1", "mec1-az2"))}, r"the zones of \S+ begin with \w+, for example"),
        ({"domain": "api.example.com"}, r"both or none, since a certificate holds for a domain"),
        *(
            ({"domain": domain, "certificate_arn": ARN.format(region=SANDBOX.region)}, r"a domain name in lower case")
            for domain in (
                "https://api.example.com",
                "API.example.com",
                "api",
                "a.example.com/orders",
                "a..example.com",
            )
        ),
        ({"domain": "a.example.com", "certificate_arn": "arn:aws:iam::1:x"}, r"the ARN of a certificate of AWS"),
        ({"domain": "a.example.com", "certificate_arn": FAR}, r"certificates of its own region only, for example"),
        ({"controller": Controller.CODEDEPLOY, "delivery": Delivery.rolling()}, r"has no Delivery.rolling\(\)"),
        (
            {"controller": Controller.CODEDEPLOY, "delivery": Delivery.linear(percent=10, minutes=10)},
            r"minutes of shifting, hooks and waiting; a deployment through CodeDeploy ends after 60",
        ),
        ({"delivery": Delivery.linear(percent=2, minutes=1)}, r"percent=2: with containers .* at least 3 percent"),
        ({"delivery": Delivery.canary(percent=10, minutes=1441)}, r"minutes=1441: ECS waits at most 1440 minutes"),
        ({"delivery": Delivery.linear(percent=3, minutes=100)}, r"CloudFormation waits at most 1980"),
        *(
            ({"pause_minutes": 60, **values}, r"pause_minutes=60 of \S+: only Amazon ECS waits .*[.]all_at_once\(\)")
            for values in (
                {"delivery": Delivery.rolling()},
                {"delivery": Delivery.linear(percent=50, minutes=1)},
                {"controller": Controller.CODEDEPLOY},
            )
        ),
        (
            {"delivery": Delivery.canary(percent=10, minutes=5), "pause_minutes": 1000},
            r"2030 minutes of shifting, hooks, pauses and waiting; .* at most 1980, for example pause_minutes=60",
        ),
        ({"p99_milliseconds": 0}, r"p99_milliseconds=0: at least 1 millisecond"),
        ({"log_retention_days": 8}, r"log_retention_days=8: CloudWatch Logs keeps 1, 3, 5, .* for example"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_it_is_refused_with_value_rule_and_example(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        replace(SANDBOX, **{"delivery": Delivery.all_at_once(), "compute": Compute.FARGATE, **values})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"zones": 1}, r"zones=1: 2 or 3 availability zones, for example zones=2"),
        ({"zones": 4}, r"zones=4"),
        ({"zone_ids": ("use1-az1",)}, r"zone_ids=\('use1-az1',\): none, or as many different ids of zones as zones=2"),
        ({"zone_ids": ("use1-az1", "use1-az1")}, r"different ids of zones"),
        ({"zone_ids": ("us-east-1a", "us-east-1b")}, r"for example zone_ids=\('use1-az1', 'use1-az2'\)"),
        ({"nat_gateways": 3}, r"nat_gateways=3: 1 to 2, one in each zone"),
        ({"nat_gateways": 0}, r"nat_gateways=0"),
        ({"cidr": "10.0.0.0/28"}, r'cidr="10.0.0.0/28": a network of /16 to /22'),
        ({"cidr": "mine"}, r'cidr="mine"'),
        ({"cidr": "999.0.0.0/16"}, r'cidr="999.0.0.0/16"'),
        ({"cidr": "10.0.0.1/16"}, r'cidr="10.0.0.1/16"'),
        ({"egress": Egress.ENDPOINTS, "endpoints": "sqs"}, r"endpoints='sqs': names of AWS services, each once"),
        ({"egress": Egress.ENDPOINTS, "endpoints": ("sqs", "sqs")}, r"endpoints=\('sqs', 'sqs'\): .* each once"),
        ({"egress": Egress.NAT, "endpoints": ("sns",)}, r"endpoints=\('sns',\): with NAT gateways .* leave them out"),
    ],
)
def test_a_network_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Network(**values)


def test_three_zones_are_refused_in_a_region_that_gives_two() -> None:
    with pytest.raises(ConfigurationError, match=r"zones=3: us-west-1 gives two .* for example zones=2"):
        replace(SANDBOX, region="us-west-1", network=Network(zones=3))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"instance": "db.t4g.micro"}, r'without "db."'),
        ({"storage_gib": 5}, r"storage_gib=5: RDS allows 20 to 65536 GiB"),
        ({"backup_days": 0}, r"backup_days=0: RDS keeps 1 to 35 days"),
    ],
)
def test_a_database_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Database(**values)


@pytest.mark.parametrize(
    ("instance", "many"),
    [("t4g.micro", 78), ("m7g.large", 630), ("r7g.large", 1261), ("m7g.xlarge", 1261), ("r7g.4xlarge", 3500)],
)
def test_many_connections_are_a_share_of_what_the_database_takes(instance: str, many: int) -> None:
    assert many_connections(instance) == many


def test_instances_take_sizes_that_fargate_does_not_offer() -> None:
    assert replace(SANDBOX, compute=Compute.EC2, cpu=300, memory_mb=700).cpu == 300


def test_a_deployment_takes_as_long_as_tasks_hooks_shift_and_waiting() -> None:
    quick = replace(SANDBOX, delivery=Delivery.all_at_once(), keep_old_minutes=0)
    slow = replace(SANDBOX, delivery=Delivery.linear(percent=25, minutes=5), keep_old_minutes=10)
    assert slow.deployment_minutes == quick.deployment_minutes + 15 + 10
    # A person is asked before each shift of traffic, of which a canary has two.
    canary = replace(quick, delivery=Delivery.canary(percent=10, minutes=5))
    assert replace(quick, pause_minutes=60).deployment_minutes == quick.deployment_minutes + 60
    assert replace(canary, pause_minutes=60).deployment_minutes == canary.deployment_minutes + 2 * 60


def test_a_deployment_on_instances_has_time_to_replace_each_of_them_first() -> None:
    on_fargate = replace(SANDBOX, delivery=Delivery.all_at_once(), compute=Compute.FARGATE, most_tasks=10)
    on_instances = replace(on_fargate, compute=Compute.EC2)
    assert (on_fargate.most_instances, on_instances.most_instances) == (0, 10)
    assert on_instances.deployment_minutes == on_fargate.deployment_minutes + 10 * 10
    # CodeDeploy, which waits for an hour, has nothing to do with them.
    assert replace(on_instances, controller=Controller.CODEDEPLOY).tasks_minutes == on_fargate.deployment_minutes


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("us-east-1", "use1-az1"),
        ("ap-southeast-2", "apse2-az3"),
        ("us-gov-west-1", "usgw1-az1"),
        ("cn-north-1", "cnn1-az2"),
    ],
)
def test_the_zones_of_a_region_are_taken(region: str, zone: str) -> None:
    Network(zone_ids=(zone, f"{zone[:-1]}4")).require_zones_of(region)
