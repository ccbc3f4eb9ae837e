"""A VPC that is there already: what has to be in it, and ids that are checked by their form and never looked up."""

import re
from dataclasses import dataclass

from settings.configuration import ConfigurationError
from workload.address_plan import require_peers
from workload.zone_rules import MOST_ZONES, require_zones_of


@dataclass(frozen=True, kw_only=True)
class ExistingNetwork:
    """A VPC of somebody else. Nothing is made in it but the function, its load balancer and its endpoints.

    vpc_id, cidr: the VPC and its addresses, for example "vpc-0123456789abcdef0" and "10.0.0.0/16".
    management_subnets, data_subnets: one in each of 2 or 3 zones, in the order of the zones: the same in each plane.
    endpoint_subnets: those of the Gateway Load Balancer endpoints, as many. Empty: their owner makes the endpoints.
    workload_subnets: whose packets the function sees, as many. Empty: no packet is sent through the deployed function
        to prove it.
    peers: addresses of other networks that the VPC reaches.

    What must be there: DNS support and DNS host names switched on. Interface endpoints with private DNS names of the
    services that `workload/data/aws_services.py` lists, or another way to them. A gateway endpoint of S3 in the route
    tables of the data subnets. For source NAT, a way out of the data subnets. Flow logs. Routes of other subnets to the
    Gateway Load Balancer endpoints are the owner's: the owner decides what is inspected, and since when.
    """

    vpc_id: str
    cidr: str
    management_subnets: tuple[str, ...]
    data_subnets: tuple[str, ...]
    endpoint_subnets: tuple[str, ...] = ()
    workload_subnets: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})", self.vpc_id):
            raise ConfigurationError(
                f'vpc_id="{self.vpc_id}": "vpc-" and 8 or 17 hexadecimal digits, for example '
                'vpc_id="vpc-0123456789abcdef0"'
            )
        require_peers(self.cidr, self.peers)
        planes = {
            # First: they say how many zones there are.
            "data_subnets": self.data_subnets,
            "management_subnets": self.management_subnets,
            "endpoint_subnets": self.endpoint_subnets,
            "workload_subnets": self.workload_subnets,
        }
        for field, ids in planes.items():
            self._require_subnets(field, ids, optional=field in {"endpoint_subnets", "workload_subnets"})
        self._require_own_subnets(planes)

    @property
    def zones(self) -> int:
        """In so many zones the function runs."""
        return len(self.data_subnets)

    def require_zones_of(self, region: str) -> None:
        """Raises ConfigurationError: `region` does not give so many zones."""
        require_zones_of(region, self.zones, ())

    def _require_subnets(self, field: str, ids: tuple[str, ...], *, optional: bool) -> None:
        zones = min(max(self.zones, 2), MOST_ZONES)
        if optional and not ids:
            return
        well_formed = not isinstance(ids, str) and all(
            re.fullmatch(r"subnet-([0-9a-f]{8}|[0-9a-f]{17})", each) for each in ids
        )
        if not well_formed or len(ids) != zones:
            raise ConfigurationError(
                f"{field}={ids!r}: ids of {'2 or 3' if field == 'data_subnets' else zones} subnets, one in each zone"
                f"{', or none' if optional else ''}, for example "
                f"{field}={tuple(f'subnet-0123456789abcdef{number}' for number in range(zones))}"
            )

    @staticmethod
    def _require_own_subnets(planes: dict[str, tuple[str, ...]]) -> None:
        seen: dict[str, str] = {}
        for field, ids in planes.items():
            for each in ids:
                if each in seen:
                    raise ConfigurationError(
                        f"{field}={ids}: {each} is one of {seen[each]} as well, and each plane has subnets, and so "
                        f'routes, of its own, for example {field}=("subnet-0123456789abcdef0", …)'
                    )
                seen[each] = field
