"""The functions of a service as its template has them: found by what they are there for, never by name or number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.cloudformation import Resources, Template, references, resources

BEFORE, AFTER = "BeforeAllowTrafficHook", "AfterAllowTrafficHook"


@dataclass(frozen=True)
class Route:
    """A route of an HTTP API, for example `GET` and `/orders/{order_id}`, and the function that it leads to.

    method: `ANY` for all of them. path: `$default` for all that no other route has. function: None where the route
    leads to something else than a function of this template.
    """

    method: str
    path: str
    function: str | None

    def takes(self, method: str, path: str) -> bool:
        """Whether a request of this kind reaches the function by this route."""
        return self.path == "$default" or (self.method in ("ANY", method) and _same(self.path, path))


def aliases(service: Template) -> Resources:
    """The aliases that CodeDeploy moves to a new version; fails when there is none, since nothing would be released."""
    found = resources(service, "AWS::Lambda::Alias")
    assert found, "the template has no AWS::Lambda::Alias: nothing of it would be released step by step"
    return {
        name: alias for name, alias in found.items() if "CodeDeployLambdaAliasUpdate" in alias.get("UpdatePolicy", {})
    }


def released(service: Template) -> Resources:
    """The functions behind these aliases, which take the traffic."""
    ids = {name for alias in aliases(service).values() for name in references(alias["Properties"]["FunctionName"])}
    return {name: each for name, each in resources(service, "AWS::Lambda::Function").items() if name in ids}


def hooks(service: Template, when: str | None = None) -> Resources:
    """The functions that CodeDeploy calls BEFORE or AFTER the traffic moves; both without `when`."""
    called: set[str] = set()
    for alias in aliases(service).values():
        update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        called |= set().union(*(references(update.get(each, "")) for each in ([when] if when else [BEFORE, AFTER])))
    return {name: each for name, each in resources(service, "AWS::Lambda::Function").items() if name in called}


def of_the_package(service: Template) -> Resources:
    """The functions whose code is the package that `make package` builds."""
    code = [each["Properties"]["Code"] for each in released(service).values()]
    functions = resources(service, "AWS::Lambda::Function").items()
    return {name: each for name, each in functions if each["Properties"]["Code"] in code}


def versions_of(service: Template, function: str) -> set[str]:
    """The logical ids of the versions of a function."""
    found = resources(service, "AWS::Lambda::Version").items()
    return {name for name, each in found if function in references(each["Properties"]["FunctionName"])}


def variables(function: dict[str, Any]) -> dict[str, Any]:
    """The environment variables of a function, as the template has them."""
    found: dict[str, Any] = function["Properties"].get("Environment", {}).get("Variables", {})
    return found


def routes(service: Template) -> Iterator[Route]:
    """Every route of the HTTP APIs: a resource of its own, or a path in the OpenAPI document of an API."""
    integrations = resources(service, "AWS::ApiGatewayV2::Integration")
    for route in resources(service, "AWS::ApiGatewayV2::Route").values():
        method, _, path = route["Properties"]["RouteKey"].rpartition(" ")
        led_to = [integrations[name] for name in references(route["Properties"]["Target"]) if name in integrations]
        yield Route(method or "ANY", path, _function(service, led_to))
    for api in resources(service, "AWS::ApiGatewayV2::Api").values():
        for path, methods in api["Properties"].get("Body", {}).get("paths", {}).items():
            for method, operation in methods.items():
                name = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
                yield Route(name, path, _function(service, operation))


def has_an_url(service: Template, function: str) -> bool:
    """Whether a function is reached without an API, at a URL of its own."""
    urls = resources(service, "AWS::Lambda::Url").values()
    return any(function in _functions_in(service, url["Properties"]["TargetFunctionArn"]) for url in urls)


def _function(service: Template, value: Any) -> str | None:
    return min(_functions_in(service, value), default=None)


def _functions_in(service: Template, value: Any) -> set[str]:
    named = references(value)
    kinds = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
    between = [each for name, each in service["Resources"].items() if name in named and each["Type"] in kinds]
    behind = [each["Properties"]["FunctionName"] for each in between]
    return (named | references(behind)) & set(resources(service, "AWS::Lambda::Function"))


def _same(route: str, path: str) -> bool:
    wanted, given = route.strip("/").split("/"), path.strip("/").split("/")
    if wanted[-1].endswith("+}"):
        wanted, given = wanted[:-1], given[: len(wanted) - 1]
    pairs = zip(wanted, given, strict=False)
    return len(wanted) == len(given) and all(("{" in a and "{" in b) or a == b for a, b in pairs)
