"""Changes of a text that stands already: one place in it is looked for, and must be there exactly once."""

import ast
import re
from dataclasses import dataclass

from golden_paths.recipes.readable import unreadable

CRLF, LF = "\r\n", "\n"
AT_THE_END = "at its end"
AMONG_THE_IMPORTS = "among its imports"


class NotThere(Exception):
    """The place is not in the text exactly once, or nothing can be put there; the message says why."""


@dataclass(frozen=True)
class Change:
    """`text` comes into `file`, at one of these places.

    where: `before` or `after` the `anchor`, `replace` (in its place), `import` (a line among the imports), `append` (at
    the end). With `needs` nothing is written: the anchor has to be there, and `text` says what to do where it is not.
    With `rename` the anchor is the beginning of names, and `text` stands there afterwards, wherever they are.
    until: with `replace`, what goes ends before this text, which stays; without it, at the end of the anchor.
    """

    file: str
    where: str
    text: str
    anchor: str = ""
    until: str = ""

    @property
    def by_hand(self) -> str:
        """The same for a person."""
        if self.where == "needs":
            return f"{self.file} has to have {self.looked_for}. {self.text.rstrip()}\n"
        if self.where == "rename":
            return f"in {self.file}, {self.text} in place of {self.anchor} at the beginning of names\n"
        if self.until and not self.text:
            return f"in {self.file}, nothing in place of what stands from {self.looked_for}\n"
        if self.where == "replace" and not self.text:
            return f"in {self.file}, nothing in place of:\n\n{self.anchor.rstrip()}\n"
        places = {"append": AT_THE_END, "import": AMONG_THE_IMPORTS, "replace": f"in place of {self.looked_for}"}
        place = places.get(self.where, f"{self.where} {self.looked_for}")
        return f"in {self.file}, {place}:\n\n{self.text.rstrip()}\n"

    @property
    def looked_for(self) -> str:
        """The anchor on one line, and where it ends."""
        return f"{_shown(self.anchor)} to {_shown(self.until)}" if self.until else _shown(self.anchor)

    def place(self, text: str) -> tuple[int, int]:
        """Where the anchor begins in `text`, and where it or what goes with it ends. Raises NotThere."""
        begins, ends = _once(self.anchor, text, self.file)
        return (begins, _once(self.until, text, self.file, after=ends)[0]) if self.until else (begins, ends)

    def taken(self, text: str) -> str:
        """What goes where an `until` says so. Raises NotThere."""
        begins, ends = self.place(text.replace(CRLF, LF))
        return text.replace(CRLF, LF)[begins:ends]


def _shown(text: str) -> str:
    return f"`{' … '.join(line.strip() for line in text.strip().split(LF))}`"


def _once(wanted: str, text: str, file: str, *, after: int = 0) -> tuple[int, int]:
    """Where the only `wanted` behind `after` stands. Raises NotThere."""
    # Inside of a line it is something else: a deeper `return`, or a part of another word.
    found = [match.span() for match in re.compile(rf"^{re.escape(wanted)}", re.MULTILINE).finditer(text, after)]
    if len(found) != 1:
        raise NotThere(
            f"{_shown(wanted)} stands {len(found)} times at the beginning of a line of {file}, and has to stand there "
            "once"
        )
    return found[0]


def changed(text: str, change: Change) -> str:
    """`text` with the change, and with the line ends that it has. Raises NotThere."""
    ends = CRLF if "\r" in text else LF
    if ends == CRLF and not text.count("\r") == text.count(LF) == text.count(CRLF):
        raise NotThere(f"{change.file} has lines that end with CRLF and others that do not")
    made = _changed(text.replace(CRLF, LF), change)
    if why := unreadable(change.file, made):
        raise NotThere(f"with it {change.file} cannot be read: {why}")
    return made.replace(LF, ends)


def _changed(text: str, change: Change) -> str:
    if change.where == "append":
        return f"{text.rstrip()}\n\n{change.text}"
    if change.where == "import":
        return _with_import(text, change)
    if change.where == "rename":
        return _renamed(text, change)
    begins, ends = change.place(text)
    if change.where == "needs":
        return text
    if change.where == "replace":
        return text[:begins] + change.text + text[ends:]
    at = begins if change.where == "before" else ends
    return text[:at] + change.text + text[at:]


def _renamed(text: str, change: Change) -> str:
    # Not behind a dot, where it is an attribute of something else.
    made, found = re.subn(rf"(?<![\w.]){re.escape(change.anchor)}", change.text, text)
    if not found:
        raise NotThere(f"no name in {change.file} begins with `{change.anchor}`")
    return made


def _with_import(text: str, change: Change) -> str:
    """With a line `from a.b import c` where ruff would sort it: in the last block of imports, which has our modules."""
    if why := unreadable(change.file, text):
        raise NotThere(f"{change.file} cannot be read: {why}")
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    line, lines = change.text.strip(), text.split(LF)
    if any(lines[node.lineno - 1] == line for node in nodes):
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
    return LF.join([*lines[:at], line, *lines[at:]])
