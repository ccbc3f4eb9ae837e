"""Comments that people wrote into the answers file, which copier writes anew in each update."""

import re

import yaml

KEY = re.compile(r"([^\s#:'\"][^:]*|\"[^\"]*\"|'[^']*'):(\s|$)")


def carried(mine: bytes, *, old: bytes, new: bytes) -> bytes:
    """`new` with the comments and empty lines of `mine`, each above or behind the answer that it stands at.

    old: what the template had written; its own comments are not those of a person. Where an answer is gone, its
    comments stand at the end.
    """
    above, behind, at_end = _comments(mine.decode("utf-8"), of_template={*old.decode().splitlines()})
    lines = []
    for line in new.decode("utf-8").splitlines():
        name = _name(line)
        lines += above.pop(name, []) if name else []
        lines.append(f"{line} {behind.pop(name)}" if name in behind else line)
    left = [*(comment for block in above.values() for comment in block), *behind.values(), *at_end]
    return "".join(f"{line}\n" for line in [*lines, *left]).encode()


def _comments(text: str, *, of_template: set[str]) -> tuple[dict[str, list[str]], dict[str, str], list[str]]:
    """Comments above each answer, behind each, and after the last one."""
    above: dict[str, list[str]] = {}
    behind: dict[str, str] = {}
    waiting: list[str] = []
    ends = _ends(text)
    for number, line in enumerate(text.splitlines()):
        if name := _name(line):
            if waiting:
                above[name] = waiting
                waiting = []
        elif line not in of_template and (not line.strip() or line.lstrip().startswith("#")):
            waiting.append(line)
        if number in ends:
            name, column = ends[number]
            if (rest := line[column:].strip()).startswith("#"):
                behind[name] = rest
    return above, behind, waiting


def _ends(text: str) -> dict[int, tuple[str, int]]:
    """In which line and column the value of each answer ends."""
    mapping = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(mapping, yaml.MappingNode):
        return {}
    return {value.end_mark.line: (key.value, value.end_mark.column) for key, value in mapping.value}


def _name(line: str) -> str:
    found = KEY.match(line)
    return found[1].strip("\"'") if found else ""
