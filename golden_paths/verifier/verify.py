"""All rules over a repository."""

import pkgutil
from functools import cache
from importlib import import_module

from . import rules
from .repository import Repository
from .rule import Finding, Rule


@cache
def all_rules() -> list[Rule]:
    """Every `Rule` of every module in `rules`, by id."""
    modules = [import_module(f"{rules.__name__}.{each.name}") for each in pkgutil.iter_modules(rules.__path__)]
    found = {value.id: value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return [found[id] for id in sorted(found)]


def verify(repository: Repository) -> list[Finding]:
    """What is wrong, sorted by file; each finding once."""
    return sorted({finding for rule in all_rules() for finding in rule.findings(repository)})
