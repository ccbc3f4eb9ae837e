"""Environments as `environments.py` could have them, whatever it has.

Few, since each is synthesised: one for each strategy, in which the other choices occur as well.
"""

from dataclasses import replace

from environments import SANDBOX
from settings.delivery import Delivery
from workload.environment import Compute, Controller, Database, Egress, Environment, Network

# A region that gives three zones to everybody.
REGION = "eu-west-1"
CERTIFICATE = f"arn:aws:acm:{REGION}:012345678901:certificate/12345678-1234-1234-1234-123456789012"

# By ECS itself.
SHIFTING = Environment(
    name="shifting", region=REGION, port=SANDBOX.port, delivery=Delivery.all_at_once(), keep_old_minutes=7
)
ROLLING = replace(
    SHIFTING,
    name="rolling",
    delivery=Delivery.rolling(),
    compute=Compute.FARGATE,
    network=Network(zones=2, zone_ids=("euw1-az1", "euw1-az3"), egress=Egress.NAT, nat_gateways=2),
)
# Twenty tasks while traffic shifts.
CANARY = replace(
    SHIFTING,
    name="canary",
    delivery=Delivery.canary(percent=10, minutes=5),
    compute=Compute.EC2,
    cpu=256,
    memory_mb=512,
    tasks=2,
    most_tasks=10,
    network=Network(zones=3, egress=Egress.ENDPOINTS),
)
LINEAR = replace(
    SHIFTING,
    name="linear",
    delivery=Delivery.linear(percent=20, minutes=3),
    compute=Compute.FARGATE_SPOT,
    cpu=2048,
    memory_mb=4096,
    p99_milliseconds=321,
    network=Network(zones=2, egress=Egress.ENDPOINTS),
    database=Database(instance="r7g.large", storage_gib=500),
    domain="api.example.com",
    certificate_arn=CERTIFICATE,
)
# By CodeDeploy.
CODEDEPLOY = replace(SHIFTING, name="codedeploy", controller=Controller.CODEDEPLOY)
CODEDEPLOY_CANARY = replace(
    CODEDEPLOY, name="codedeploy-canary", delivery=Delivery.canary(percent=10, minutes=5), compute=Compute.EC2
)
CODEDEPLOY_LINEAR = replace(
    CODEDEPLOY, name="codedeploy-linear", delivery=Delivery.linear(percent=50, minutes=3), compute=Compute.FARGATE
)
