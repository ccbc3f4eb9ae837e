"""How far the quotas of a new account reach: what one project takes of each, counted in the templates of an example.

`python quotas.py` in this folder writes the tables that README.md of a rendered repository shows in its first step.
"""

import json
import math
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports import ROOT, SUPPORT

# All environments in one account and region, as most projects begin.
COUNTED = {
    "serverless": "github-cdk-canary",
    "containers": "containers-fargate-ecs-blue-green",
    "network-functions": "network-functions-vnf-filter-zone-by-zone",
    "mainframe-modernization": "mainframe-postgresql-ecs-linear",
}
# What more projects than this fit into is no worry of the first day.
MANY = 100


@dataclass(frozen=True)
class Quota:
    """service, name: as the console of Service Quotas has them. kind: the resource that counts, with `of` its type.

    beside: what a project takes outside of its templates. Source of the numbers: AWS General Reference, 2026.
    """

    service: str
    name: str
    given: int
    kind: str
    of: str = ""
    beside: int = 0

    def taken(self, resources: Iterable[dict[str, Any]]) -> int:
        return self.beside + sum(
            each["Type"] == self.kind and (not self.of or each.get("Properties", {}).get("Type", "") == self.of)
            for each in resources
        )


BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
QUOTAS = (
    # The bootstrap makes six roles.
    Quota("IAM", "Roles per account", 1000, "AWS::IAM::Role", beside=6),
    Quota("Amazon VPC", "VPCs per Region", 5, "AWS::EC2::VPC"),
    Quota("Amazon EC2", "EC2-VPC Elastic IPs", 5, "AWS::EC2::EIP"),
    Quota("Elastic Load Balancing", "Application Load Balancers per Region", 50, BALANCER, of="application"),
    Quota("Elastic Load Balancing", "Network Load Balancers per Region", 50, BALANCER, of="network"),
    Quota("Elastic Load Balancing", "Gateway Load Balancers per Region", 100, BALANCER, of="gateway"),
    Quota("Amazon RDS", "DB instances", 40, "AWS::RDS::DBInstance"),
    Quota("Amazon EventBridge", "Number of rules", 300, "AWS::Events::Rule"),
)
TRAILS = "| AWS CloudTrail, trails per Region | 5 | never | 1 with `AuditTrail.OWN`, else 0 | 5 with it |"


def table(templates: Iterable[Path]) -> str:
    """The rows of what an account runs out of first, from the templates of one project."""
    resources = [each for file in templates for each in json.loads(file.read_text("utf-8"))["Resources"].values()]
    rows = [(quota, quota.taken(resources)) for quota in QUOTAS]
    scarce = [(quota, taken) for quota, taken in rows if taken and quota.given // taken <= MANY]
    lines = ["| quota | a new account has | AWS raises it | one project takes | room for |", "|---|---|---|---|---|"]
    for quota, taken in sorted(scarce, key=lambda each: each[0].given / each[1]):
        room = math.floor(quota.given / taken)
        lines.append(f"| {quota.service}, {quota.name} | {quota.given:,} | on request | {taken} | {room} |")
    return "".join(f"   {line}\n" for line in [*lines, TRAILS])


def partial(architecture: str) -> Path:
    return ROOT / "partials" / "README" / architecture / "quota_table.md"


def main() -> None:
    from tools import run, workspace

    with tempfile.TemporaryDirectory() as folder:
        done = run(SUPPORT, "synthesise.py", folder, *(str(workspace(name)) for name in COUNTED.values()))
        assert done.returncode == 0, done.stdout[-6000:]
        for architecture, name in COUNTED.items():
            partial(architecture).write_text(table(Path(folder, name).iterdir()), "utf-8")


if __name__ == "__main__":
    main()
