"""Values that are known without an account: what is written, and defaults of parameters."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from .templates import Resource, Template, as_text

_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+)\}")


def known(template: Template, value: Any) -> str | None:
    """The value as a text, with defaults of parameters put in; None where only an account knows it."""
    parameters = template.body.get("Parameters")

    def default(found: re.Match[str]) -> str:
        parameter = parameters.get(found[1]) if isinstance(parameters, Mapping) else None
        text = as_text(parameter.get("Default")) if isinstance(parameter, Mapping) and "Default" in parameter else None
        # A parameter of Systems Manager has the name of the value as its default.
        kind = str(parameter.get("Type", "")) if isinstance(parameter, Mapping) else ""
        return found[0] if text is None or kind.startswith("AWS::SSM") else text

    text = _REFERENCE.sub(default, as_text(value))
    unknown = value is None or "${" in text or "Fn::" in text or "{{resolve" in text or isinstance(value, list)
    return None if unknown or (isinstance(value, Mapping) and "(" in text and text.split("(")[0] in value) else text


def number(template: Template, value: Any) -> float | None:
    """A number that is known."""
    try:
        return float(known(template, value) or "")
    except ValueError:
        return None


def is_on(template: Template, value: Any) -> bool | None:
    """A switch that is known."""
    text = (known(template, value) or "").lower()
    return {"true": True, "false": False}.get(text)


def listed(value: Any) -> list[Any] | None:
    """A list that is written as one; an absent one is empty, and what a function makes is not known."""
    if value is None:
        return []
    return value if isinstance(value, list) else None


def same(template: Template, one: Any, other: Any) -> bool | None:
    """Whether two values are equal in the account; None where that is not known."""
    if as_text(one) == as_text(other) and "Fn::" not in as_text(one):
        return True
    first, second = known(template, one), known(template, other)
    return None if first is None or second is None else first == second


def near(name: str, names: list[str]) -> str:
    """That of the names which somebody probably meant; empty where none is close."""
    return next(iter(get_close_matches(name, names, n=1, cutoff=0.8)), "")


def walk(value: Any, name: str) -> Iterator[Any]:
    """Every value that stands under this key, however deep."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key == name:
                yield below
            yield from walk(below, name)
    elif isinstance(value, list):
        for each in value:
            yield from walk(each, name)


def named(resource: Resource, *names: str) -> str:
    """How a finding calls a value: the text, shortened."""
    text = resource.text(*names)
    return text if len(text) <= 80 else f"{text[:77]}..."
