"""Judges what the packets of the proof met: a sentence for each promise that was not kept."""

from collections.abc import Iterable, Iterator
from typing import Any

from workload.service.proof.flows import DIRECT, FUNCTION
from workload.service.proof.limits import LIMITS, Limits
from workload.service.proof.promises import Promise


def problems(
    result: dict[str, Any], promises: Iterable[Promise], *, translates: bool, limits: Limits = LIMITS
) -> Iterator[str]:
    """result: as `packets/probes.py` returns it. translates: whether the server has to see another address.

    A flow that has to be dropped counts as dropped only where the server answers it by the direct way: silence alone
    proves nothing. A result that lacks a flow keeps no promise.
    """
    found = {(each["path"], each["name"]): each for each in result.get("flows", ())}
    for promise in promises:
        direct, function = found.get((DIRECT, promise.name)), found.get((FUNCTION, promise.name))
        name = f"Flow {promise.name} ({promise.protocol}{f' {promise.port}' if promise.port else ''})"
        if direct is None or function is None:
            missing = "by the direct way" if direct is None else "through the function"
            yield f"{name}: there is no result {missing}, and what was not measured does not pass."
            continue
        if not direct["answered"]:
            yield f"{name}: the server does not answer by the direct way either, so nothing is proven of the function."
        if promise.passes:
            yield from _of_a_flow_that_passes(name, function, result, translates=translates, limits=limits)
        else:
            yield from _of_a_flow_that_is_dropped(name, function)


def _of_a_flow_that_passes(
    name: str, found: dict[str, Any], result: dict[str, Any], *, translates: bool, limits: Limits
) -> Iterator[str]:
    sent, answered = found["sent"], found["answered"]
    if not answered:
        what = "is refused" if found["refused"] else "gets no answer"
        yield f"{name}: has to pass the function, and {what}."
        return
    lost = 100 * (sent - answered) / sent
    if sent < limits.messages:
        yield f"{name}: {sent} messages were sent of {limits.messages}, so the flow was cut off."
    if lost > limits.lost_percent:
        yield f"{name}: {lost:.1f} percent of {sent} messages were lost; the limit is {limits.lost_percent} percent."
    if found["p99_ms"] > limits.p99_ms:
        yield f"{name}: p99 of the answers is {found['p99_ms']:.1f} ms; the limit is {limits.p99_ms} ms."
    own, seen = result["own_address"], found["seen_from"]
    if seen and translates and seen == own:
        yield f"{name}: the server saw the generator's own address {own}, so nothing was translated."
    if seen and not translates and seen != own:
        yield f"{name}: the server saw {seen} and not the generator's own address {own}, which a filter leaves alone."


def _of_a_flow_that_is_dropped(name: str, found: dict[str, Any]) -> Iterator[str]:
    if found["answered"]:
        yield f"{name}: has to be dropped, and {found['answered']} of {found['sent']} messages were answered."
    elif found["refused"]:
        yield f"{name}: has to be dropped without a word, and was refused: its packets reached somebody."
