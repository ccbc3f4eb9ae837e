"""The own name of the API in each environment. This file is yours: no update touches it."""

import re
from dataclasses import dataclass

from settings.configuration import ConfigurationError

# Source: RFC 1035, section 2.3.4, and Amazon Route 53, id of a hosted zone.
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAME = rf"({LABEL}\.)+{LABEL}"
ZONE_ID = r"Z[A-Z0-9]{1,31}"


@dataclass(frozen=True, kw_only=True)
class OwnName:
    """Where an API is found.

    name: for example dev.orders.example.com. zone, zone_id: name and id of the public hosted zone that has it, in the
    account of the environment. only: whether the address that AWS gave the API (execute-api) no longer answers; wait
    with it until a release has brought the name, and no caller uses that address.
    """

    name: str
    zone: str
    zone_id: str
    only: bool = False

    def __post_init__(self) -> None:
        for what, value in (("name", self.name), ("zone", self.zone)):
            if not re.fullmatch(NAME, value) or len(value) > 253:
                raise ConfigurationError(
                    f'workload/own_names.py: {what}="{value}" is no name of DNS in small letters, for example '
                    f'{what}="{"dev." if what == "name" else ""}orders.example.com"'
                )
        if self.name != self.zone and not self.name.endswith(f".{self.zone}"):
            raise ConfigurationError(
                f'workload/own_names.py: name="{self.name}" does not end in the name of its zone, '
                f'for example name="dev.{self.zone}"'
            )
        if not re.fullmatch(ZONE_ID, self.zone_id):
            raise ConfigurationError(
                f'workload/own_names.py: zone_id="{self.zone_id}" is no id of a hosted zone, for example '
                'zone_id="Z0123456789ABCDEFGHIJ"'
            )


# By the name of the environment. One that is missing here is found at the address that AWS gives it.
OWN_NAMES: dict[str, OwnName] = {
    # "dev": OwnName(name="dev.orders.example.com", zone="dev.orders.example.com", zone_id="Z0123456789ABCDEFGHIJ"),
}


def own_name(environment: str) -> OwnName | None:
    """That of the environment of this name."""
    return OWN_NAMES.get(environment)
