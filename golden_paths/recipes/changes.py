"""Changes of a text that stands already: one place in it is looked for, and must be there exactly once."""

import ast
from dataclasses import dataclass

AT_THE_END = "at its end"
AMONG_THE_IMPORTS = "among its imports"


class NotThere(Exception):
    """The place is not in the text exactly once; the message says what was looked for."""


@dataclass(frozen=True)
class Change:
    """`text` comes into `file`, at one of these places.

    where: `before` or `after` the `anchor`, `import` (a line among the imports), `append` (at the end).
    """

    file: str
    where: str
    text: str
    anchor: str = ""

    @property
    def by_hand(self) -> str:
        """The same for a person."""
        place = {"append": AT_THE_END, "import": AMONG_THE_IMPORTS}.get(self.where)
        return f"in {self.file}, {place or f'{self.where} `{self.anchor.strip()}`'}:\n\n{self.text.rstrip()}\n"


def changed(text: str, change: Change) -> str:
    """`text` with the change. Raises NotThere."""
    if change.where == "append":
        return f"{text.rstrip()}\n\n{change.text}"
    if change.where == "import":
        return _with_import(text, change.text.strip())
    found = text.count(change.anchor)
    if found != 1:
        raise NotThere(f"`{change.anchor.strip()}` stands {found} times in {change.file}, and has to stand there once")
    before, after = text.split(change.anchor)
    middle = change.text + change.anchor if change.where == "before" else change.anchor + change.text
    return before + middle + after


def _with_import(text: str, line: str) -> str:
    """`line` (`from a.b import c`) where ruff would sort it: in the last block of imports, which has our modules."""
    try:
        nodes = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    except SyntaxError as error:
        raise NotThere(f"line {error.lineno} is no Python") from None
    lines = text.split("\n")
    if line in lines:
        return text
    if not nodes:
        raise NotThere("there is no import to put it beside")
    block = [nodes[-1]]
    for node in reversed(nodes[:-1]):
        if block[0].lineno - (node.end_lineno or node.lineno) > 1:
            break
        block.insert(0, node)
    module = line.split()[1]
    later = [node for node in block if isinstance(node, ast.ImportFrom) and (node.module or "") > module]
    at = later[0].lineno - 1 if later else (block[-1].end_lineno or block[-1].lineno)
    return "\n".join([*lines[:at], line, *lines[at:]])
