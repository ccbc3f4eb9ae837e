"""Starts functions as Lambda does, one after the other: `python lambda_starts.py FOLDER` with a list of them as JSON.

Each gets its own variables, those that Lambda sets, the code in FOLDER and the libraries that are in the package, and
nothing else. AWS is not there: a function that asks it for something at its start has got far enough. What was found
out about each is printed as JSON.
"""

import contextlib
import importlib
import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

FROM_LAMBDA = {
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",  # pragma: allowlist secret
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "TZ": ":UTC",
    # Not from Lambda: who asks AWS hears at once that it is not there.
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
FROM_THIS_MACHINE = ("PATH", "SYSTEMROOT", "TEMP", "TMP")


class NotThere(OSError):
    """There is no network here."""


class Environment(type(os.environ)):  # type: ignore[misc]
    """`os.environ`, which remembers which names somebody asked for one by one."""

    asked: ClassVar[set[str]] = set()
    # Whoever copies the environment asks for all of them, in this order, and wants none in particular.
    copied: ClassVar[list[str]] = []

    def __getitem__(self, name: str) -> str:
        if Environment.copied[:1] == [name]:
            del Environment.copied[0]
        else:
            Environment.asked.add(name)
        return str(super().__getitem__(name))

    def __iter__(self) -> Iterator[str]:
        names = list(super().__iter__())
        Environment.copied[:] = names
        return iter(names)


class OnlyThePackage:
    """An importer that has nothing, and says so for each library that is not in the package."""

    def __init__(self, libraries: Sequence[str]) -> None:
        self._there = set(libraries)
        self._libraries = packages_distributions()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Raises ModuleNotFoundError, as Lambda would: the library is only among the tools of this repository."""
        owners = {_normal(owner) for owner in self._libraries.get(name, ())}
        if owners and not owners & self._there:
            raise ModuleNotFoundError(
                f"No module named {name!r} in the package: it belongs to the tools of this repository; "
                f"`uv add {min(owners)}` makes it a library of the service",
                name=name,
            )


def start(function: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Start one function in this process, which forgets it before the next one."""
    os.environ.clear()
    os.environ.update({**FROM_LAMBDA, **function["variables"]})
    Environment.asked.clear()
    found: dict[str, Any] = {"problem": "", "missing": [], "endpoints": [], "read": []}
    module_name, _, attribute = function["handler"].rpartition(".")
    try:
        module = importlib.import_module(module_name)
        if not callable(getattr(module, attribute, None)):
            found["problem"] = f"{module_name} has no function {attribute}"
    except BaseException as error:
        if not any(isinstance(each, NotThere) for each in _chain(error)):
            found["problem"] = f"{type(error).__name__}: {error}"
    own = [each for each in list(sys.modules.values()) if _within(each, folder)]
    settings = list(_settings(own, module_name))
    found["missing"] = sorted({name for each in settings for name in _names(each, required=True)} - set(os.environ))
    found["read"] = sorted(Environment.asked | {name for each in settings for name in _names(each, required=False)})
    found["endpoints"] = sorted(set(_endpoints(own)))
    for each in own:
        sys.modules.pop(each.__name__, None)
    return found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _within(module: ModuleType, folder: Path) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(place and Path(place).resolve().is_relative_to(folder) for place in places)


def _settings(modules: Sequence[ModuleType], entry: str) -> Iterator[type]:
    """The pydantic classes for variables that this function uses: imported from elsewhere, or defined in its entry."""
    for module in modules:
        classes = [each for each in vars(module).values() if isinstance(each, type) and hasattr(each, "model_fields")]
        used = [each for each in classes if each.__module__ != module.__name__ or module.__name__ == entry]
        yield from (each for each in used if _reads_variables(each))


def _reads_variables(model: type) -> bool:
    return hasattr(model, "load") or any(base.__name__ == "BaseSettings" for base in model.__mro__)


def _names(model: Any, *, required: bool) -> Iterator[str]:
    prefix = model.model_config.get("env_prefix", "")
    for name, field in model.model_fields.items():
        alias = field.validation_alias or field.alias
        if field.is_required() or not required:
            yield alias if isinstance(alias, str) else f"{prefix}{name}".upper()


def _endpoints(modules: Sequence[ModuleType]) -> Iterator[tuple[str, str]]:
    """What resolvers of Powertools answer, as OpenAPI writes a path."""
    for each in {id(value): value for module in modules for value in vars(module).values()}.values():
        # Not those that a load balancer or an agent calls.
        if getattr(getattr(each, "_proxy_type", None), "name", "").startswith("APIGateway"):
            for route in [*each._static_routes, *each._dynamic_routes]:
                yield route.method.upper(), route.openapi_path


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _no_network(*_: object, **__: object) -> None:
    raise NotThere("there is no network here")


def main() -> None:
    """Read what to start from the standard input: `libraries` of the package, and `functions`."""
    folder, asked = Path(sys.argv[1]).resolve(), json.load(sys.stdin)
    machine = {name: os.environ[name] for name in FROM_THIS_MACHINE if name in os.environ}
    FROM_LAMBDA.update(machine)
    os.environ.__class__ = Environment
    socket.getaddrinfo = socket.socket.connect = _no_network  # type: ignore[assignment,method-assign]
    sys.path[:] = [str(folder), *(each for each in sys.path if Path(each).resolve() != Path(__file__).resolve().parent)]
    sys.meta_path.insert(0, OnlyThePackage(asked["libraries"]))  # type: ignore[arg-type]
    with contextlib.redirect_stdout(sys.stderr):
        found = [start(function, folder) for function in asked["functions"]]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
