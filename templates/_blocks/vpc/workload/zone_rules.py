"""How many availability zones an environment may have, and which of them its region knows."""

import re

from settings.configuration import ConfigurationError

MOST_ZONES = 3
# Gives two availability zones to new accounts; every other region has at least three.
TWO_ZONE_REGIONS = ("us-west-1",)


def require_zones(zones: int, zone_ids: tuple[str, ...]) -> None:
    """Raises ConfigurationError: fewer zones than survive the loss of one, or ids that are not as many."""
    if not 2 <= zones <= MOST_ZONES:
        raise ConfigurationError(f"zones={zones}: 2 or {MOST_ZONES} availability zones, for example zones=2")
    if zone_ids and not (
        len(set(zone_ids)) == len(zone_ids) == zones and all(re.fullmatch(r"[a-z]+\d-az\d", zone) for zone in zone_ids)
    ):
        raise ConfigurationError(
            f"zone_ids={zone_ids}: none, or as many different ids of zones as zones={zones} says, for example "
            f"zone_ids={('use1-az1', 'use1-az2', 'use1-az4')[:zones]}"
        )


def require_zones_of(region: str, zones: int, zone_ids: tuple[str, ...]) -> None:
    """Raises ConfigurationError: `region` does not give so many zones, or not these."""
    # us-east-1 has use1-az1, ap-southeast-2 has apse2-az3.
    code = re.sub("north|south|east|west|central|gov", lambda word: word[0][0], region).replace("-", "")
    if any(zone.rpartition("-")[0] != code for zone in zone_ids):
        raise ConfigurationError(
            f"zone_ids={zone_ids}: the zones of {region} begin with {code}, for example "
            f"zone_ids={tuple(f'{code}-az{number}' for number in range(1, zones + 1))}; or leave it out"
        )
    if region in TWO_ZONE_REGIONS and zones > 2:
        raise ConfigurationError(
            f"zones={zones}: {region} gives two availability zones to new accounts, for example zones=2"
        )
