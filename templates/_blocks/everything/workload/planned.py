"""What a deployment would make of a stack, for those who look before anything is deployed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Asked with a client of CloudFormation, a stack and a complete change set of it before that is executed; it raises
# ActionFailed to prevent that.
Examine = Callable[[Any, str, str], None]
# In the staging bucket of an environment: what is written there before an approval, and goes by itself.
BEFORE_APPROVAL = "before-approval/"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """template: its text, JSON. parameters, tags: as the deployment gives them.

    keeps_values: whether parameters that are not given keep their values; else they get their defaults.
    unknown: why the parameters are not known before another stack is deployed; else empty.
    """

    stack: str
    template: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    keeps_values: bool = False
    unknown: str = ""

    @property
    def transformed(self) -> bool:
        """Whether CloudFormation makes other resources of those in the template, as with SAM."""
        return "Transform" in json.loads(self.template)
