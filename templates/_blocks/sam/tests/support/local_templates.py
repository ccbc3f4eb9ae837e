"""The templates of the sandbox for `make run`. The CDK variant of this file gives the same shape."""

from typing import Any

from environments import SANDBOX
from tests.support.workload_templates import deployed_afresh


def templates() -> dict[str, dict[str, Any]]:
    """`data` and `service`, made now. Raises TemplateRefused: a template cannot be read."""
    return deployed_afresh(SANDBOX)
