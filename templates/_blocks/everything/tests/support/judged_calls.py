"""Each call of AWS that a test makes is compared with the model of its service: of boto3, and of stand-ins for it.

A stand-in of the test's own takes whatever it is given. One that is an AwsFake takes what the service takes.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

from botocore.handlers import BUILTIN_HANDLERS
from botocore.model import OperationModel

from tests.support import unjudged_calls
from tests.support.service_model import judge, judge_all, operations, paged, waited_for

# Hear of each call that was found right.
LISTENERS: list[Callable[[OperationModel], None]] = []


def judge_calls_of_boto3() -> None:
    """From now on, of every client that is made, also of those that moto or a Stubber answers."""
    judged = ("before-parameter-build", _before_it_is_sent)
    if judged not in BUILTIN_HANDLERS:
        BUILTIN_HANDLERS.append(judged)


class AwsFake:
    """Base of what stands for clients of boto3: `class Stacks(AwsFake, services=("cloudformation",))`.

    A method with the name of an operation takes what that operation takes; paginators and waiters likewise.
    """

    _services: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, services: tuple[str, ...] = (), **more: Any) -> None:
        super().__init_subclass__(**more)
        cls._services = services or cls._services

    def __getattribute__(self, name: str) -> Any:
        return _member(name, super().__getattribute__(name), type(self)._services)


class _InFront(AwsFake):
    """Of a stand-in that cannot be an AwsFake itself."""

    def __init__(self, answers: Any) -> None:
        object.__setattr__(self, "_answers", answers)

    def __getattr__(self, name: str) -> Any:
        return _member(name, getattr(self._answers, name), type(self)._services)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._answers, name, value)


def judged_client(answers: Any, *services: str) -> Any:
    """What `answers` does, a Mock for example, for calls that these services take."""
    return type("Judged", (_InFront,), {"_services": services})(answers)


def fake_client(service: str, **answers: Any) -> Any:
    """A stand-in whose methods are given, for example `put_object=lambda **given: None`."""
    return judged_client(SimpleNamespace(**answers), service)


def _before_it_is_sent(params: Any, model: OperationModel, **_: Any) -> None:
    if isinstance(params, Mapping):
        if unjudged_calls.are_judged():
            judge(model, params)
        _heard(model)


def _member(name: str, found: Any, services: tuple[str, ...]) -> Any:
    if name.startswith("_") or not callable(found):
        return found
    if name in {"get_paginator", "get_waiter"}:
        return _Call(found, lambda what: _many(found(what), name, what, services))
    service = next((each for each in services if name in operations(each)), None)
    return _judged(found, operations(service)[name]) if service else found


class _Call:
    """Calls what is judged; all else, such as `assert_not_called` of a Mock, is that of the stand-in."""

    def __init__(self, answer: Any, call: Callable[..., Any]) -> None:
        object.__setattr__(self, "_answer", answer)
        object.__setattr__(self, "_call", call)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._call(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._answer, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._answer, name, value)


def _judged(answer: Callable[..., Any], operation: OperationModel, *, own: str = "") -> Any:
    """own: the parameter that is the paginator's or waiter's, and not the operation's."""

    def call(**given: Any) -> Any:
        if unjudged_calls.are_judged():
            judge_all(operation, {name: value for name, value in given.items() if name != own})
        _heard(operation)
        return answer(**given)

    return _Call(answer, call)


def _many(answers: Any, method: str, what: str, services: tuple[str, ...]) -> Any:
    if method == "get_waiter":
        operation = waited_for(services, what)
        return SimpleNamespace(wait=_judged(answers.wait, operation, own="WaiterConfig"))
    operation = paged(next(each for each in services if what in operations(each)), what)
    return SimpleNamespace(paginate=_judged(answers.paginate, operation, own="PaginationConfig"))


def _heard(operation: OperationModel) -> None:
    for listener in LISTENERS:
        listener(operation)
