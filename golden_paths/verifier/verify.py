"""All rules over a repository."""

import pkgutil
import traceback
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from . import rules
from .repository import Repository
from .rule import Finding, Rule

# The package that holds this one; empty where it stands alone.
_PARENT = __name__.rpartition(".")[0].rpartition(".")[0]


@cache
def all_rules() -> list[Rule]:
    """Every `Rule` of every module in `rules`, by id."""
    modules = [import_module(f"{rules.__name__}.{each.name}") for each in pkgutil.iter_modules(rules.__path__)]
    found = {value.id: value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return [found[id] for id in sorted(found)]


# The place of a finding that says that its rule could not judge. No line, so that who accepts it need not follow one.
WHOLE_RULE = "the whole rule"


def verify(repository: Repository) -> list[Finding]:
    """What is wrong, sorted by file; each finding once."""
    return sorted({finding for rule in all_rules() for finding in _found(rule, repository)})


def _found(rule: Rule, repository: Repository) -> Iterator[Finding]:
    try:
        yield from list(rule.findings(repository))
    except Exception as error:  # A file that nobody thought of. The other rules still judge.
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = (
            f"this rule stumbles over a file of the repository ({type(error).__name__} in {last.name}: {error}), which "
            "is a mistake of the rule: report it to whoever keeps the rules, and accept it until it is mended"
        )
        file = f"{rule.judge.__module__.removeprefix(f'{_PARENT}.').replace('.', '/')}.py"
        yield Finding(file, WHOLE_RULE, rule.id, " ".join(told.split()))
