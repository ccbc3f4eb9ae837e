"""Environments as `environments.py` could have them, whatever it has.

Few, since each is synthesised: one for each strategy. Both stores, both controllers, each compute and each egress occur
in them, and every choice for router, jobs and data sets.
"""

from dataclasses import replace

from environments import SANDBOX
from settings.delivery import Delivery
from workload.environment import (
    Batch,
    BatchWindow,
    Compute,
    Controller,
    Database,
    Datasets,
    Egress,
    Environment,
    Network,
    Router,
    Store,
)

# A region that gives three zones to everybody.
REGION = "eu-west-1"
CERTIFICATE = f"arn:aws:acm:{REGION}:012345678901:certificate/12345678-1234-1234-1234-123456789012"
LEGACY = "https://mainframe.example.com"
PORT = SANDBOX.port


def of_postgresql(name: str, delivery: Delivery) -> Environment:
    """An environment with defaults, whose tasks ECS replaces."""
    return Environment(name=name, region=REGION, port=PORT, delivery=delivery, store=Store.POSTGRESQL)


# By ECS itself.
SHIFTING = replace(of_postgresql("shifting", Delivery.all_at_once()), keep_old_minutes=7)
ROLLING = replace(
    of_postgresql("rolling", Delivery.rolling()),
    store=Store.DYNAMODB,
    network=Network(zones=2, zone_ids=("euw1-az1", "euw1-az3"), egress=Egress.NAT, nat_gateways=2),
    router=Router(legacy_url=LEGACY),
)
# Twenty tasks while traffic shifts, in a network without a way out.
CANARY = replace(
    of_postgresql("canary", Delivery.canary(percent=10, minutes=5)),
    compute=Compute.EC2,
    cpu=256,
    memory_mb=512,
    tasks=2,
    most_tasks=10,
    keep_old_minutes=7,
    network=Network(zones=3, egress=Egress.ENDPOINTS),
    router=Router(tasks=3, cpu=256, memory_mb=512),
)
LINEAR = replace(
    of_postgresql("linear", Delivery.linear(percent=20, minutes=3)),
    compute=Compute.FARGATE_SPOT,
    cpu=2048,
    memory_mb=4096,
    keep_old_minutes=7,
    p99_milliseconds=321,
    network=Network(zones=2, egress=Egress.ENDPOINTS),
    database=Database(instance="r7g.large", storage_gib=500),
    domain="api.example.com",
    certificate_arn=CERTIFICATE,
    batch=Batch(cpu=2048, memory_mb=8192, storage_gib=100, window=BatchWindow(time_zone="Europe/Dublin")),
)
# By CodeDeploy.
CODEDEPLOY = replace(SHIFTING, name="codedeploy", controller=Controller.CODEDEPLOY)
CODEDEPLOY_CANARY = replace(
    CODEDEPLOY,
    name="codedeploy-canary",
    delivery=Delivery.canary(percent=10, minutes=5),
    compute=Compute.EC2,
    store=Store.DYNAMODB,
    network=Network(zones=2, egress=Egress.ENDPOINTS),
)
CODEDEPLOY_LINEAR = replace(
    CODEDEPLOY, name="codedeploy-linear", delivery=Delivery.linear(percent=50, minutes=3), compute=Compute.FARGATE
)
# Kept when their stacks are deleted, with golden data sets that nobody can delete before.
LOCKED = replace(
    ROLLING, name="locked", protect_data=True, datasets=Datasets(object_lock_days=365, keep_versions_days=400)
)
LOCKED_POSTGRESQL = replace(LOCKED, name="locked-postgresql", store=Store.POSTGRESQL)
