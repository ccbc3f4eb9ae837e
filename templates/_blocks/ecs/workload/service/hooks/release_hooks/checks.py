"""Which requests of `probes.py`, which is the team's, try out a version."""

from collections.abc import Mapping
from typing import Any

from release_hooks import probes

# Before a probes.py had lists, its two functions had these names.
_BEFORE = ("order_round_trip", "bad_order_is_refused")


def of_new_tasks() -> tuple[probes.Check, ...]:
    """What new tasks have to pass before users see them, in this order."""
    return _listed("NEW_TASKS", *_BEFORE)


def of_the_running_version() -> tuple[probes.Check, ...]:
    """What the version that runs has to pass after a migration, in this order."""
    return _listed("RUNNING_VERSION", *_BEFORE[:1])


def kept() -> tuple[str, Mapping[str, Any]] | None:
    """Path and body of the request that places what the store keeps from release to release; None: it keeps nothing."""
    request: tuple[str, Mapping[str, Any]] | None = getattr(probes, "KEPT", None)
    return request


def _listed(name: str, *before: str) -> tuple[probes.Check, ...]:
    listed = getattr(probes, name, None)
    return tuple(getattr(probes, each) for each in before) if listed is None else tuple(listed)
