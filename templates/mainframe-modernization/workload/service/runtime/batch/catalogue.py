"""The catalogue of data sets, `jobs/datasets.yaml`: what a DD statement need not repeat, and how data sets are held.

datasets:
- {name: BANK.ACCOUNT.MASTER, format: fixed, length: 300, copybook: ACCTREC, code_page: "037", generations: 7}
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from batch.document import Node, root
from batch.errors import JobError
from batch.model import DataDefinition
from records.code_pages import CodePage, CodePageError, code_page

_KEYS = ("name", "format", "length", "copybook", "code_page", "generations")
_EXAMPLE = "{name: BANK.ACCOUNT.MASTER, format: fixed, length: 300, copybook: ACCTREC}"
# LIMIT of a generation data group, z/OS DFSMS Access Method Services.
_MOST_GENERATIONS = 255


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a data set is held. format: "" unknown. length: bytes of a record, 0 unknown. code_page: programs read
    ASCII, so that any other is converted through `copybook` on the way in and out. generations: how many are kept."""

    format: str = ""
    length: int = 0
    copybook: str = ""
    code_page: CodePage = CodePage.ASCII
    generations: int = 0

    def of(self, statement: DataDefinition) -> "Entry":
        """With what the DD statement says itself."""
        return replace(
            self,
            format=statement.format or self.format,
            length=statement.length or self.length,
            copybook=statement.copybook or self.copybook,
        )


def read_catalogue(path: Path) -> Mapping[str, Entry]:
    """The entries by data set name. Raises JobError."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(f"the catalogue of data sets cannot be read ({error}).", file=str(path)) from error
    node = root(text, file=str(path))
    fields = node.fields("the catalogue", ("datasets",), f"datasets: [{_EXAMPLE}]")
    found: dict[str, Entry] = {}
    for each in node.needed(fields, "datasets", "the catalogue", f"[{_EXAMPLE}]").items("datasets", f"[{_EXAMPLE}]"):
        name, entry = _entry(each)
        if name in found:
            each.refuse(f"{name} stands twice in the catalogue; each data set has one entry, for example {_EXAMPLE}.")
        found[name] = entry
    return found


def _entry(node: Node) -> tuple[str, Entry]:
    fields = node.fields("a data set", _KEYS, _EXAMPLE)
    name = node.needed(fields, "name", "a data set", "BANK.ACCOUNT.MASTER").text(
        "name", r"(&&)?[A-Z@#$][A-Z0-9@#$.-]{0,43}", "BANK.ACCOUNT.MASTER"
    )
    entry = Entry(
        format=fields["format"].text("format", "fixed|variable|lines", "fixed") if "format" in fields else "",
        length=fields["length"].number("length", high=32_760, example="300") if "length" in fields else 0,
        copybook=fields["copybook"].text("copybook", "[A-Z@#$][A-Z0-9@#$]{0,7}", "ACCTREC")
        if "copybook" in fields
        else "",
        code_page=_code_page(fields["code_page"]) if "code_page" in fields else CodePage.ASCII,
        generations=fields["generations"].number("generations", high=_MOST_GENERATIONS, example="7")
        if "generations" in fields
        else 0,
    )
    if entry.code_page is not CodePage.ASCII and not entry.copybook:
        node.refuse(
            f"{name} is held in code page {entry.code_page} and has no copybook to convert it through; {_EXAMPLE}."
        )
    return name, entry


def _code_page(node: Node) -> CodePage:
    name = node.text("code_page", "(?s).*", '"037"')
    try:
        return code_page(name)
    except CodePageError as error:
        node.refuse(str(error))
