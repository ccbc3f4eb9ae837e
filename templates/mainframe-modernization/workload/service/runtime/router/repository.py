"""What `python -m router weights` reads of the repository in which it runs; the image has neither of these files."""

import importlib
from typing import Any


def project_name() -> str:
    """NAME of project.py, empty without one."""
    return str(getattr(_module("project"), "NAME", ""))


def has_legacy(environment: str) -> bool:
    """Whether this environment of environments.py has a legacy system; one that is not there may have one."""
    known = _module("environments")
    found = [*getattr(known, "ENVIRONMENTS", ()), getattr(known, "SANDBOX", None)]
    return all(bool(each.router.legacy_url) for each in found if each is not None and each.name == environment)


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
