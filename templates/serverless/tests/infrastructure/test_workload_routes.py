"""What the code answers and what API Gateway lets through are the same requests."""

from typing import Any

from environments import ENVIRONMENTS, SANDBOX
from tests.support.functions import has_an_url, routes
from tests.support.started import ROUTES, started
from tests.support.workload_templates import deployed


def service_of(name: str) -> dict[str, Any]:
    """The template of the service in the environment of this name."""
    (environment,) = [each for each in (*ENVIRONMENTS, SANDBOX) if each.name == name]
    return deployed(environment)["service"]


def test_every_endpoint_of_the_code_has_a_route() -> None:
    wrong = set()
    for each in started():
        service = service_of(each.environment)
        here = [route for route in routes(service) if route.function == each.name]
        for method, path in each.endpoints:
            if not has_an_url(service, each.name) and not any(route.takes(method, path) for route in here):
                wrong.add(f"{method} {path} of {each.handler} has no route, so callers get 404: add it to {ROUTES}")
    assert not wrong, "\n".join(sorted(wrong))


def test_every_route_has_an_endpoint_in_the_code() -> None:
    wrong = set()
    for each in started():
        # A function without a resolver of Powertools may answer whatever it is sent.
        answered = [route for route in routes(service_of(each.environment)) if route.function == each.name]
        for route in answered if each.endpoints else ():
            if not any(route.takes(method, path) for method, path in each.endpoints):
                wrong.add(
                    f"{route.method} {route.path} leads to {each.handler}, which has no such endpoint: "
                    f"write it, or remove the route from {ROUTES}"
                )
    assert not wrong, "\n".join(sorted(wrong))
