"""What `python -m router weights` reads of the repository in which it runs; the image has neither of these files."""

import importlib
from typing import Any


def project_name() -> str:
    """NAME of project.py, empty without one."""
    return str(getattr(_module("project"), "NAME", ""))


class UnknownEnvironment(ValueError):
    """environments.py has no environment of this name; the message says which it has."""


def known_environment(name: str) -> str:
    """The name of an environment in environments.py: that of SANDBOX for a developer's copy of it.

    Any name may be right where there is no environments.py. Raises UnknownEnvironment.
    """
    module = _module("environments")
    if module is None:
        return name
    names = [each.name for each in module.ENVIRONMENTS]
    if name in names:
        return name
    sandbox = module.SANDBOX.name if module.SANDBOX else ""
    if sandbox and name.startswith(f"{sandbox}-"):
        return str(sandbox)
    more = [f"{sandbox}-<user>"] if sandbox else []
    raise UnknownEnvironment(f'No environment is called "{name}"; environments.py has {", ".join(names + more)}.')


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
