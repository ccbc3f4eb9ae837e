"""What a team has accepted, in a file of the repository: findings until a day, and folders that no rule reads."""

import datetime
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .documents import Lines, NotReadable, load
from .rule import Finding

FILE = "accepted-findings.yml"
KEYS = ("rule", "where", "reason", "until")
EXAMPLE = '{rule: production-behind-an-approval, where: Prod, reason: "One developer, no users yet", until: 2027-06-30}'
FOLDER_KEYS = ("ignore", "reason")
FOLDER_EXAMPLE = '{ignore: vendor/, reason: "Samples of another team, which nobody deploys"}'


class NotAccepted(Exception):
    """The file says what cannot be read. The message names the line and what is wrong."""


@dataclass(frozen=True)
class Accepted:
    """Findings of `rule` whose place is `where`, until the end of the day `until`. line: of the entry, from 1."""

    rule: str
    where: str
    reason: str
    until: datetime.date
    line: int

    def covers(self, finding: Finding) -> bool:
        return (finding.rule, finding.where) == (self.rule, self.where)


@dataclass(frozen=True)
class LeftOut:
    """A folder that no rule reads, without a slash at its end. line: of the entry, from 1."""

    folder: str
    reason: str
    line: int


def read(folder: Path, rules: Iterable[str]) -> list[Accepted]:
    """The findings that the file in this folder accepts; nothing where there is none. rules: their ids.

    Raises NotAccepted: an entry lacks something, or names a rule or a day that does not exist.
    """
    known = set(rules)
    return [_entry(each, known) for each in _entries(folder) if not _is_folder(each)]


def left_out(folder: Path) -> list[LeftOut]:
    """The folders that the file in this folder leaves out.

    Raises NotAccepted: an entry lacks something, or names no folder below this one.
    """
    return [_folder(each) for each in _entries(folder) if _is_folder(each)]


def _entries(folder: Path) -> list[Any]:
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        entries = load(path.read_text("utf-8"))
    except NotReadable as problem:
        raise NotAccepted(
            f"{FILE}: line {problem.line}: {problem}; an entry reads, for example, {EXAMPLE}"
        ) from problem
    if entries is not None and not isinstance(entries, list):
        raise NotAccepted(f"{FILE}: it is no list; an entry reads, for example, - {EXAMPLE}")
    return entries or []


def _is_folder(entry: Any) -> bool:
    return isinstance(entry, Lines) and "ignore" in entry


def _folder(entry: Lines) -> LeftOut:
    folder, reason = (str(entry.get(key, "")).strip() for key in FOLDER_KEYS)
    if set(entry) != set(FOLDER_KEYS) or not reason.strip(" .…"):
        told = f"an entry that leaves a folder out has {' and '.join(FOLDER_KEYS)}"
        raise NotAccepted(f"{FILE}: line {entry.line}: {told}, for example {FOLDER_EXAMPLE}")
    parts = folder.removeprefix("./").rstrip("/").split("/")
    if not re.fullmatch(r"[^*?\\]+", folder) or set(parts) & {"", ".", "..", "cdk.out"}:
        told = f'ignore is "{folder}": a folder of the repository, other than cdk.out, from its top and without *'
        raise NotAccepted(f"{FILE}: line {entry.line}: {told}, for example vendor/")
    return LeftOut("/".join(parts), reason, entry.line)


def _entry(entry: Any, known: set[str]) -> Accepted:
    line = entry.line if isinstance(entry, Lines) else 1
    # An ellipsis stands in examples, and gives no reason.
    if (
        not isinstance(entry, Lines)
        or set(entry) != set(KEYS)
        or not all(str(entry[key]).strip(" \t\n.…") for key in KEYS)
    ):
        raise NotAccepted(f"{FILE}: line {line}: an entry has {', '.join(KEYS)}, for example {EXAMPLE}")
    rule, where, reason, until = (str(entry[key]).strip() for key in KEYS)
    if rule not in known:
        near = difflib.get_close_matches(rule, known, n=1)
        meant = f'"{near[0]}"' if near else "the word in brackets at the end of the finding"
        raise NotAccepted(f'{FILE}: line {line}: there is no rule "{rule}": write {meant}')
    try:
        day = datetime.date.fromisoformat(until) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", until) else None
    except ValueError:
        day = None
    if day is None:
        raise NotAccepted(f'{FILE}: line {line}: until is "{until}": a day as YYYY-MM-DD, for example 2027-06-30')
    return Accepted(rule, where, reason, day, line)


def judged(findings: Sequence[Finding], accepted: Sequence[Accepted], today: datetime.date) -> Iterator[Finding]:
    """What is left: findings that nobody accepted or not any more, and entries that accept nothing."""
    for finding in findings:
        covering = [each for each in accepted if each.covers(finding)]
        if not covering:
            yield finding
        elif max(each.until for each in covering) < today:
            ended = max(each.until for each in covering)
            told = f"{finding.sentence}; it was accepted until {ended}: mend it, or give {FILE} a new reason and day"
            yield Finding(finding.file, finding.where, finding.rule, told)
    for each in accepted:
        if not any(each.covers(finding) for finding in findings):
            told = f"nothing at {each.where} is a finding of {each.rule} any more: delete this entry"
            yield Finding(FILE, f"line {each.line}", "accepted-but-not-there", told)


def gone(folders: Sequence[LeftOut], paths: Collection[str]) -> Iterator[Finding]:
    """Entries that leave out a folder in which no rule reads. paths: files and folders of the repository."""
    for each in folders:
        if each.folder not in paths:
            told = f"no rule reads a file below {each.folder}/, which this entry leaves out: delete the entry"
            yield Finding(FILE, f"line {each.line}", "accepted-but-not-there", told)
