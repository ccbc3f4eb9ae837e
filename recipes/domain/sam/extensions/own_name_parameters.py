"""The own name of an environment as values of the parameters in `workload/service/template.yaml`."""

from workload.own_names import own_name


def own_name_parameters(environment: str) -> dict[str, str]:
    """None where the environment of this name has no own name."""
    own = own_name(environment)
    if own is None:
        return {}
    return {"OwnName": own.name, "OwnZoneId": own.zone_id, "OnlyOwnName": "true" if own.only else "false"}
