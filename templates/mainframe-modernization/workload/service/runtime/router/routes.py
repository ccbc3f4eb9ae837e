"""The document that people change without a deployment: weight and shadow of each operation, as JSON.

    {"inquiry": {"weight": 10, "shadow": true}, "posting": {"weight": 0}}

What it leaves out has its initial value, from `environments.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from router.operation import Operation

# Of a standard parameter. Source: AWS Systems Manager User Guide, Managing parameter tiers.
MAX_BYTES = 4096
_EXAMPLE = '{"inquiry": {"weight": 10, "shadow": true}}'


class RoutesError(ValueError):
    """The document is refused; the message is one sentence with the value, the rule and an example."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """weight: percent of the accounts that the new service answers, 0 to 100.

    shadow: requests of the accounts that are still on the legacy side are sent to the new service too, and compared.
    """

    weight: int = 0
    shadow: bool = False


Routes = Mapping[str, Route]
ALL_NEW = Route(weight=100)


def read_routes(
    text: str, operations: Sequence[Operation], initial: Routes, *, legacy: bool = True
) -> dict[str, Route]:
    """A route for each operation. Raises RoutesError: nothing of it holds.

    initial: what the document leaves out; without it, all accounts are where they were, with the legacy system.
    legacy: False where there is none: then all of them are at the new service, and have nothing to be compared with.
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise RoutesError(
            f"The document is longer than {MAX_BYTES} bytes, the most of a parameter; write it like {_EXAMPLE}."
        )
    try:
        document = json.loads(text, object_pairs_hook=_no_name_twice)
    except RoutesError:
        raise
    except (ValueError, RecursionError) as error:
        raise RoutesError(f"The document is not JSON ({error}); write it like {_EXAMPLE}.") from None
    if not isinstance(document, dict):
        raise RoutesError(f"The document is not a JSON object of operations; write it like {_EXAMPLE}.")
    known = {each.name: each for each in operations}
    if unknown := [name for name in document if name not in known]:
        raise RoutesError(f"There is no operation {_shown(unknown[0])}; there are: {', '.join(known)}.")
    routes = {name: initial.get(name, Route() if legacy else ALL_NEW) for name in known}
    for name, given in document.items():
        routes[name] = _route(known[name], given, routes[name])
    if not legacy:
        _require_all_new(routes)
    return routes


def _route(operation: Operation, given: Any, initial: Route) -> Route:
    what = f"Operation '{operation.name}'"
    if not isinstance(given, dict):
        raise RoutesError(f"{what} has {_shown(given)} instead of an object; write it like {_EXAMPLE}.")
    if unknown := given.keys() - {"weight", "shadow"}:
        raise RoutesError(f"{what} has {_shown(min(unknown))}, but only weight and shadow are known, as in {_EXAMPLE}.")
    weight, shadow = given.get("weight", initial.weight), given.get("shadow", initial.shadow)
    if not isinstance(weight, int) or isinstance(weight, bool) or not 0 <= weight <= 100:
        raise RoutesError(
            f"{what} has the weight {_shown(weight)}: a whole number of percent from 0 to 100, for example 10."
        )
    if not isinstance(shadow, bool):
        raise RoutesError(f"{what} has the shadow {_shown(shadow)}: true or false, for example true.")
    if shadow and operation.shadow_refusal:
        raise RoutesError(operation.shadow_refusal)
    return Route(weight=weight, shadow=shadow)


def _require_all_new(routes: Routes) -> None:
    for name, route in routes.items():
        if route != ALL_NEW:
            has = f"the shadow {_shown(route.shadow)}" if route.shadow else f"the weight {route.weight}"
            raise RoutesError(
                f"Operation '{name}' has {has}, but there is no legacy system (LEGACY_URL is empty): every operation "
                f'has the weight 100 and no shadow, for example {{"{name}": {{"weight": 100}}}}.'
            )


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RoutesError(f"The document has {_shown(twice)} twice, so nobody can say which one holds; write it once.")
    return members


def _shown(value: object) -> str:
    """The value as JSON, short enough for a sentence."""
    return json.dumps(value)[:60]
