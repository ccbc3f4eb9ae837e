"""Secrets in makefiles."""

import re
from collections.abc import Iterator

from ..repository import Repository
from ..rule import At, Example, rule
from .secrets import ALLOWED, DYNAMIC, is_secret

# NAME=value before a program, or NAME := value of make.
ASSIGNED = re.compile(r"(?<![\w$./-])([A-Za-z_]\w*)\s*(?::{0,3}|[?+])=\s*(?:'([^']*)'|\"([^\"]*)\"|(\S+))")
# What these services give out begins so, and nothing else does.
TOKEN = re.compile(
    r"(?<![\w-])(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{20,}|npm_[A-Za-z0-9]{36,}"
    r"|pypi-[\w-]{50,})(?![\w-])"
)


def _example(value: str) -> Example:
    return {"Makefile": f"publish:\n\tREGISTRY_TOKEN={value} twine upload dist/*\n"}


@rule(
    id="recipe-holds-no-secret",
    reason="Whoever reads the repository has the secret, and make prints it with the command, into each log.",
    source=DYNAMIC,
    fails=_example("0123456789abcdefghijABCDEFGHIJ"),
    passes=_example('"$$(aws secretsmanager get-secret-value --secret-id registry)"'),
)
def holds_no_secret(repository: Repository) -> Iterator[At]:
    """No line of a makefile gives a secret to a variable, or holds a token of a known service."""
    for file in sorted(repository.makefile.files):
        for number, line in enumerate(repository.files.get(file, "").splitlines(), start=1):
            if ALLOWED.search(line) or line.lstrip("\t ").startswith("#"):
                continue
            found = [name for name, *values in ASSIGNED.findall(line) if _is_secret(name, "".join(values))]
            if found or TOKEN.search(line):
                what = f"the variable {found[0]} has a secret as its value" if found else "a token"
                yield At(
                    file,
                    f"line {number}",
                    f"{what} stands here in plain text: take it back where it was given out, keep the new one in "
                    "Secrets Manager, and let the command read it there"
                    if not found
                    else f"{what}, in plain text: take it back where it was given out, keep the new one in Secrets "
                    "Manager, and let the command read it there",
                )


def _is_secret(name: str, value: str) -> bool:
    return "$" not in value and is_secret(name, value)
