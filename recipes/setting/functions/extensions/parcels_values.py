"""The parameter for parcels in each environment: no secret, everybody who reads the repository reads it."""

from collections.abc import Mapping

from settings.configuration import ConfigurationError

# For environments that are not named below, and for sandboxes.
USUAL = "https://parcels.test.example.com"
# By the name of an environment in environments.py.
OF_ENVIRONMENTS: Mapping[str, str] = {"prod": "https://parcels.example.com"}


def parcels_value(environment: str) -> str:
    """Raises ConfigurationError: Parameter Store keeps no empty value, and at most 4096 characters."""
    value = OF_ENVIRONMENTS.get(environment, USUAL)
    if not 1 <= len(value) <= 4096:
        raise ConfigurationError(
            f"extensions/parcels_values.py: the value for {environment} has {len(value)} characters. "
            f"Parameter Store keeps 1 to 4096, for example {USUAL}"
        )
    return value
