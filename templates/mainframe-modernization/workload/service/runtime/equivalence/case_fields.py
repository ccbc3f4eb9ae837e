"""The values of a case in the cases file, each refused in one sentence when it is not what a program can be given."""

import re
from collections.abc import Mapping
from pathlib import Path

from equivalence.cases import Dataset
from equivalence.document import Node
from records.code_pages import CodePage, CodePageError, code_page
from records.files import Format

DATE = "COB_CURRENT_DATE"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
# Member and DD names: z/OS MVS JCL Reference, "Name field": 1 to 8 characters, letters, digits and # @ $.
_MEMBER = re.compile(r"[A-Z#@$][A-Z0-9#@$]{0,7}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
# GnuCOBOL takes a date of another form in part, and without a time its clock goes on.
_DATE = re.compile(r"\d{4}([-/]?)\d{2}\1\d{2} \d{2}:\d{2}:\d{2}")
_DATE_EXAMPLE = f'{DATE}: "2026/01/31 08:00:00"'
# Set by the gate itself.
_OURS = ("DD_", "dd_", "COB_LIBRARY_PATH", "COB_FILE_PATH", "COB_PRE_LOAD", "LD_PRELOAD")
_COMMON = {"copybook": "ACCTREC", "format": "fixed", "code_page": "037", "length": "80"}


def name(node: Node) -> str:
    """A case's name. Raises EquivalenceError."""
    given = node.text("name", "post-daily")
    if not _NAME.fullmatch(given):
        node.refuse(
            f"name '{given}' has to be up to 64 lower-case letters, digits and hyphens, for example post-daily."
        )
    return given


def program(node: Node) -> str:
    """A PROGRAM-ID. Raises EquivalenceError."""
    return _member(node, node.text("program", "ACCTPOST"), "program")


def flag(node: Node, what: str) -> bool:
    """Raises EquivalenceError: neither true nor false."""
    given = node.text(what, "true")
    if given not in ("true", "false"):
        node.refuse(f"{what} is '{given}'; it is true or false.")
    return given == "true"


def environment(node: Node) -> Mapping[str, str]:
    """Variables of the program, the pinned date among them. Raises EquivalenceError."""
    found = {}
    for key, value in node.fields("environment", None, example=_DATE_EXAMPLE).items():
        if not _VARIABLE.fullmatch(key) or key.startswith(_OURS):
            value.refuse(
                f"environment variable '{key}' cannot be set by a case; DD names are given in inputs and outputs."
            )
        found[key] = value.text(key, "a value")
    if not _DATE.fullmatch(found.get(DATE, "")):
        said = f"is '{found[DATE]}'" if DATE in found else "is missing"
        node.refuse(f"{DATE} {said}; a run has a pinned date and time, for example {_DATE_EXAMPLE}.")
    return found


def datasets(node: Node | None, folder: Path, *, result: bool) -> Mapping[str, Dataset]:
    """Golden files by DD name; with `result` those that a program has to give. Raises EquivalenceError."""
    if node is None:
        return {}
    what = "outputs" if result else "inputs"
    example = f"ACCTOUT: {{{'expected' if result else 'file'}: golden/ACCTOUT.bin, …}}"
    entries = node.fields(what, None, example=example)
    return {_member(value, key, "DD name"): _dataset(value, key, folder, result) for key, value in entries.items()}


def _dataset(node: Node, dd: str, folder: Path, result: bool) -> Dataset:
    place = "expected" if result else "file"
    known = {place: "golden/ACCTIN.bin", **_COMMON, **({"key": "[ACCT-NUMBER]"} if result else {})}
    fields = node.fields(f"DD {dd}", known)
    for key in (place, "format", "code_page"):
        if key not in fields:
            node.refuse(f"DD {dd} has no {key}; write {key}: {known[key]}.")
    layout = fields["copybook"].text("copybook", "ACCTREC") if "copybook" in fields else ""
    if layout:
        _member(fields["copybook"], layout, "copybook")
    kind, page = _format(fields["format"]), _code_page(fields["code_page"])
    if kind is Format.LINES and page is not CodePage.ASCII:
        fields["code_page"].refuse(
            f"DD {dd} has format lines, which is ASCII: line feeds end its records; write code_page: ascii."
        )
    text_of_fixed_length = not layout and kind is Format.FIXED
    if text_of_fixed_length and "length" not in fields:
        node.refuse(
            f"DD {dd} has format fixed, and neither copybook nor length says its record length; write length: 80."
        )
    if "length" in fields and not text_of_fixed_length:
        fields["length"].refuse(f"length of DD {dd} is for text of format fixed; leave it out, the records say it.")
    if "key" in fields and not layout:
        fields["key"].refuse(f"DD {dd} has a key and no copybook that says where it stands; write copybook: ACCTREC.")
    return Dataset(
        file=folder / fields[place].text(place, known[place]),
        format=kind,
        code_page=page,
        copybook=layout,
        length=fields["length"].whole("length", "80", 1, 32_760) if "length" in fields else 0,
        key=tuple(
            each.text("a field of key", "ACCT-NUMBER").upper() for each in fields["key"].items("key", "[ACCT-NUMBER]")
        )
        if "key" in fields
        else (),
    )


def _member(node: Node, given: str, what: str) -> str:
    if not _MEMBER.fullmatch(given):
        node.refuse(f"{what} '{given}' has to be 1 to 8 capital letters and digits, for example ACCTPOST.")
    return given


def _format(node: Node) -> Format:
    given = node.text("format", "fixed")
    # What GnuCOBOL writes has its own form; the gate converts.
    known = [each for each in Format if each is not Format.COBOL_VARIABLE]
    if given not in known:
        node.refuse(f"unknown format '{given}'; it is one of {', '.join(known)}.")
    return Format(given)


def _code_page(node: Node) -> CodePage:
    try:
        return code_page(node.text("code_page", "037"))
    except CodePageError as error:
        node.refuse(str(error))
