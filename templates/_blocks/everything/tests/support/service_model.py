"""What a service of AWS takes, as the model in the locked botocore says it, beyond what botocore itself compares.

botocore refuses a wrong type, a missing member and what is too small. What is too long or too large, does not fit the
pattern, or is none of the values of an enumeration, it sends: then AWS refuses it, in an account.
"""

import difflib
import functools
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore import __version__ as botocore_version
from botocore import xform_name
from botocore.exceptions import ParamValidationError, UnknownServiceError
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.session import Session
from botocore.validate import validate_parameters
from botocore.waiter import WaiterModel

from tests.support.unjudged_calls import WAY_OUT

SHOWN = 60
# Of an enumeration: all of a short one, else the nearest. That of EC2's types has more than a thousand.
ALL, NEAREST = 6, 3


class RefusedByTheModel(BaseException):
    """The locked botocore does not know such a call. Not an Exception, so that no error handling swallows it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what.rstrip('.')}. Correct the call, which the locked botocore {botocore_version} does not know. "
            f"Where AWS takes it by now, {WAY_OUT}"
        )


def judge(operation: OperationModel, given: Mapping[str, Any]) -> None:
    """Raises RefusedByTheModel: the service does not take these parameters, whatever botocore thinks of their types."""
    wrong = [] if operation.input_shape is None else list(_wrong(given, operation.input_shape, ""))
    if wrong:
        called = f"{operation.service_model.service_name} {operation.name}"
        raise RefusedByTheModel(f"{called}: {'; '.join(wrong)}")


def judge_all(operation: OperationModel, given: Mapping[str, Any]) -> None:
    """As `judge`, with what botocore compares before it sends a request: for a client that is none of botocore's."""
    if operation.input_shape is None and given:
        raise RefusedByTheModel(f"{operation.name} takes no parameters, and was given {', '.join(given)}")
    try:
        if operation.input_shape is not None:
            validate_parameters(dict(given), operation.input_shape)
    except ParamValidationError as error:
        raise RefusedByTheModel(f"{operation.service_model.service_name} {operation.name}: {error}") from error
    judge(operation, given)


@functools.cache
def operations(service: str) -> dict[str, OperationModel]:
    """Of a service, by the names of their methods."""
    model = _services().get_service_model(service)
    return _Operations(model)


def paged(service: str, method: str) -> OperationModel:
    """Raises RefusedByTheModel: boto3 has no paginator of this name."""
    operation = operations(service)[method]
    try:
        _services().get_paginator_model(service).get_paginator(operation.name)
    except ValueError:
        raise RefusedByTheModel(f"{service} has no paginator {method}") from None
    return operation


def waited_for(services: tuple[str, ...], waiter: str) -> OperationModel:
    """Raises RefusedByTheModel: boto3 has no waiter of this name for one of these services."""
    for service in services:
        try:
            model: WaiterModel = _services().get_waiter_model(service)
        except UnknownServiceError:
            continue
        for name in model.waiter_names:
            if xform_name(name) == waiter:
                return operations(service)[xform_name(model.get_waiter(name).operation)]
    raise RefusedByTheModel(f"{' and '.join(services)} has no waiter {waiter}")


class _Operations(dict[str, OperationModel]):
    """Models are made when they are asked for: a service has hundreds."""

    def __init__(self, service: ServiceModel) -> None:
        super().__init__()
        self._service = service
        self._names = {xform_name(name): name for name in service.operation_names}

    def __contains__(self, method: object) -> bool:
        return method in self._names

    def __missing__(self, method: str) -> OperationModel:
        self[method] = self._service.operation_model(self._names[method])
        return self[method]


@functools.cache
def _services() -> Any:
    return Session()


def _wrong(value: Any, shape: Shape, where: str) -> Iterator[str]:
    """One text for each thing that is wrong. A value of a wrong type is none of them: botocore refuses that."""
    match value:
        case bool() | None:
            return
        case str():
            yield from _out_of_bounds(len(value), shape, f"{where} is {_shown(value)}, {len(value)} characters")
            yield from _wrong_text(value, shape, where)
        case int() | float():
            yield from _out_of_bounds(value, shape, f"{where} is {value}")
        case bytes() | bytearray():
            yield from _out_of_bounds(len(value), shape, f"{where} has {len(value)} bytes")
        case list() | tuple() if shape.type_name == "list":
            yield from _out_of_bounds(len(value), shape, f"{where} has {len(value)} entries")
            for number, each in enumerate(value):
                yield from _wrong(each, shape.member, f"{where}[{number}]")
        case dict() if shape.type_name == "map":
            yield from _out_of_bounds(len(value), shape, f"{where} has {len(value)} entries")
            for key, each in value.items():
                yield from _wrong(key, shape.key, f"the key {key} of {where}")
                yield from _wrong(each, shape.value, f"{where}.{key}")
        case dict() if shape.type_name == "structure":
            for name in value.keys() & shape.members.keys():
                yield from _wrong(value[name], shape.members[name], f"{where}.{name}".removeprefix("."))


def _out_of_bounds(size: float, shape: Shape, said: str) -> Iterator[str]:
    # Lower bounds too, since botocore compares none of what a handler of its own adds.
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield f"{said}; the model wants at least {least}"
    if most is not None and size > most:
        yield f"{said}; the model allows {most}"


def _wrong_text(value: str, shape: Shape, where: str) -> Iterator[str]:
    allowed = shape.metadata.get("enum", ())
    if allowed and value not in allowed:
        yield f"{where} is {_shown(value)}; the locked botocore does not know this value ({_known(value, allowed)})"
    pattern = _pattern(shape.metadata.get("pattern", ""))
    if pattern and not pattern.search(value):
        yield f"{where} is {_shown(value)}; the model wants {shape.metadata['pattern']}"


def _known(value: str, allowed: Sequence[str]) -> str:
    if len(allowed) <= ALL:
        return f"only {', '.join(allowed)}"
    nearest = difflib.get_close_matches(value, allowed, n=NEAREST, cutoff=0)
    return f"the nearest of its {len(allowed)}: {', '.join(nearest)}"


@functools.cache
def _pattern(text: str) -> re.Pattern[str] | None:
    """None: there is none, or it is one that Python does not understand, such as classes of Unicode in those of tags.

    Most services mean the whole text and do not say so. Where a pattern has an anchor, it says all that it means.
    """
    anchored = text.startswith("^") or text.endswith("$")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return re.compile(text if anchored else rf"\A(?:{text})\Z") if text else None
        except re.error:
            return None


def _shown(value: str) -> str:
    return repr(value if len(value) <= SHOWN else f"{value[:SHOWN]}…")
