"""What a page for people and agents names: make targets, and files of its repository."""

import re
from pathlib import Path


def targets(page: str) -> set[str]:
    """Every `make TARGET`, also of several in one command."""
    found = re.findall(r"`make ((?:[a-z][a-z0-9-]*(?: (?=[a-z])|(?=[ `])))+)", page)
    return {target for each in found for target in each.split()}


def files(page: str) -> set[str]:
    """Every path with a folder or an ending, and every link, without what comes after a `#`."""
    ending = r"\.(?:py|md|yml|yaml|toml|json|lock|jinja|svg)"
    named = re.findall(rf"`([\w./-]+(?:{ending}|/))`", page)
    linked = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page)
    return {*named, *linked}


def defined(makefiles: list[Path]) -> set[str]:
    """The targets of makefiles."""
    text = "".join(file.read_text("utf-8") for file in makefiles)
    lines = re.findall(r"^([a-z][a-z0-9 -]*):(?!=)", text, re.M)
    return {target for line in lines for target in line.split()}
