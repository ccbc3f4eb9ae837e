"""How many availability zones an environment may have, and which of them its region knows."""

import re

from settings.configuration import ConfigurationError
from workload.address_plan import PLANNED_ZONES

# Their new accounts get two availability zones; every other region has at least three.
TWO_ZONE_REGIONS = ("us-west-1",)


def require_zones(zones: int, zone_ids: tuple[str, ...]) -> None:
    """Raises ConfigurationError: fewer zones than survive the loss of one, or ids that are not as many."""
    if not 2 <= zones <= PLANNED_ZONES:
        raise ConfigurationError(f"zones={zones}: 2 to {PLANNED_ZONES} availability zones, for example zones=2")
    if zone_ids and (
        len(zone_ids) != zones
        or len(set(zone_ids)) != zones
        or not all(re.fullmatch(r"[a-z]+\d-az\d", each) for each in zone_ids)
    ):
        raise ConfigurationError(
            f"zone_ids={zone_ids}: {zones} different ids, one for each zone, or none, for example "
            f"zone_ids={('use1-az1', 'use1-az2', 'use1-az4')[:zones]}"
        )


def require_zones_of(region: str, zones: int, zone_ids: tuple[str, ...]) -> None:
    """Raises ConfigurationError: `region` does not give so many zones, or not these."""
    if zones > 2 and region in TWO_ZONE_REGIONS:
        raise ConfigurationError(f"zones={zones}: {region} gives new accounts two zones, for example zones=2")
    code = _code(region)
    strange = [each for each in zone_ids if not each.startswith(f"{code}-")]
    if strange:
        own = tuple(f"{code}-az{number + 1}" for number in range(zones))
        raise ConfigurationError(
            f"zone_ids={zone_ids}: {strange[0]} is no zone of {region}, whose ids begin with {code}-, for example "
            f"zone_ids={own}"
        )


def _code(region: str) -> str:
    """How the ids of its zones begin: "use1" for us-east-1, "apse2" for ap-southeast-2, "usgw1" for us-gov-west-1."""
    country, *places, number = region.split("-")
    words = re.findall("north|south|east|west|central|gov|iso", "".join(places))
    return country + "".join(word[0] for word in words) + number
