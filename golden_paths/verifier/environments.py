"""For which environment a stage, a stack or a file is named."""

import re
from functools import cache

PRODUCTION = "production"
_ENVIRONMENTS = (
    ("non-production", r"(non|no|pre)prod(uction)?"),
    (PRODUCTION, r"prod(uction)?|prd|live"),
    ("staging", r"staging|stage|stg"),
    ("acceptance", r"uat|acceptance"),
    ("development", r"dev|development"),
)


@cache
def environment(name: str) -> str:
    """The environment that a name has as a word of its own; empty where it has none."""
    words = re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower()
    words = re.sub(r"\b(non|no|pre)[-_ ]prod", r"\1prod", words)
    for found, pattern in _ENVIRONMENTS:
        if re.search(rf"(?<![a-z])({pattern})(?![a-z])", words):
            return found
    return ""
