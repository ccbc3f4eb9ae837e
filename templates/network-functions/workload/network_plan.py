"""The network of an environment: its addresses, zones and ways out, or the VPC that is there already."""

import re
from dataclasses import dataclass

from settings.configuration import ConfigurationError
from workload.address_plan import plan, require_peers
from workload.existing_network import ExistingNetwork
from workload.zone_rules import require_zones, require_zones_of

__all__ = ["ExistingNetwork", "Network"]


@dataclass(frozen=True, kw_only=True)
class Network:
    """A VPC of its own. Once deployed, its zones and addresses stay.

    zones: 2 or 3 availability zones. zone_ids: which ones, for example ("use1-az1", "use1-az2"); without them, those
        that the account lists first. cidr: its addresses, a /16 to /22; `address_plan.py` divides them.
    nat_gateways: behind a Gateway Load Balancer, one in each zone, or fewer: with fewer, the loss of a zone may cut off
        the others. 0: nothing of this network reaches the internet.
    endpoints: AWS services that your function calls besides those that the template's own code calls, by the names that
        the CDK has, for example ("sqs", "sns"). Each has a price by the hour.
    transit_gateway_id: of a transit gateway that accepts this VPC by itself, and leads to `peers`; for example
        "tgw-0123456789abcdef0". The attachment is in appliance mode: both directions of a flow keep to one zone.
    peers: addresses of other networks that are to be reached, for example ("10.64.0.0/10",).
    between_zones: whether packets from one workload subnet to another of this VPC go through the function as well.
    """

    zones: int = 2
    zone_ids: tuple[str, ...] = ()
    cidr: str = "10.0.0.0/16"
    nat_gateways: int = 1
    endpoints: tuple[str, ...] = ()
    transit_gateway_id: str = ""
    peers: tuple[str, ...] = ()
    between_zones: bool = False

    def __post_init__(self) -> None:
        require_zones(self.zones, self.zone_ids)
        plan(self.cidr)
        require_peers(self.cidr, self.peers)
        self._require_transit_gateway()
        if not 0 <= self.nat_gateways <= self.zones:
            raise ConfigurationError(
                f"nat_gateways={self.nat_gateways}: none to one in each of the {self.zones} zones, for example "
                f"nat_gateways={self.zones}"
            )
        if isinstance(self.endpoints, str) or len(set(self.endpoints)) != len(self.endpoints):
            raise ConfigurationError(
                f'endpoints={self.endpoints!r}: names of AWS services, each once, for example endpoints=("sqs", "sns")'
            )

    def gateway_zones(self, zone: int) -> range:
        """The zones whose NAT gateways the packets of `zone` may leave by: its own, or any where it has none."""
        return range(zone, zone + 1) if zone < self.nat_gateways else range(self.nat_gateways)

    def require_zones_of(self, region: str) -> None:
        """Raises ConfigurationError: `region` does not give so many zones, or not these."""
        require_zones_of(region, self.zones, self.zone_ids)

    def _require_transit_gateway(self) -> None:
        if not self.transit_gateway_id:
            return
        if not re.fullmatch(r"tgw-[0-9a-f]{17}", self.transit_gateway_id):
            raise ConfigurationError(
                f'transit_gateway_id="{self.transit_gateway_id}": "tgw-" and 17 hexadecimal digits, or empty, for '
                'example transit_gateway_id="tgw-0123456789abcdef0"'
            )
        if not self.peers:
            raise ConfigurationError(
                f'transit_gateway_id="{self.transit_gateway_id}": leads to peers, and there are none, for example '
                'peers=("10.64.0.0/10",)'
            )
        if self.nat_gateways not in {0, self.zones}:
            # Packets of a peer would leave through the function of one zone and come back through that of another.
            raise ConfigurationError(
                f"nat_gateways={self.nat_gateways}: with a transit gateway one in each zone or none, so that both "
                f"directions of a flow keep to one zone, for example nat_gateways={self.zones}"
            )
