"""A DD statement as a data definition of the job definition."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from batch.dataset_names import dataset_name, fill_in
from batch.definition import DataDefinition, Disposition, Ending, JobError, Status
from workload.jcl import left_out
from workload.jcl.disposition import disposition, is_passed_to_none
from workload.jcl.findings import Findings, JclError
from workload.jcl.operands import Word
from workload.jcl.record_format import FORMAT, RecordFormat
from workload.jcl.referred import referred
from workload.jcl.statements import NAME
from workload.jcl.steps import Dd, RawStep
from workload.jcl.symbols import NO_VALUE, tidy, unknown

_NO_NAME = "this is no data set name: parts of 1 to 8 characters, 44 in all, such as BANK.ACCOUNT.MASTER(+1)"
# In-stream data are cards (`batch/staging.py`).
_CARD, _LATIN = 80, 0xFF
_CARDS = "a record of in-stream data has 80 columns, and Latin-1 characters"
_READ = frozenset({"DCB", "DISP", "DLM", "DSN", "SYMBOLS", "SYSOUT", *FORMAT})


@dataclass(frozen=True)
class Converter:
    """Converts the DD statements of a step. before, after: the steps around it. symbols: open ones, with defaults."""

    findings: Findings
    before: Sequence[RawStep]
    after: Sequence[RawStep]
    symbols: Mapping[str, str]

    def definition(self, name: str, dd: Dd, step: RawStep) -> DataDefinition | None:
        """None: what it says is listed instead. Raises JclError: the job cannot be converted."""
        what = f"DD {name} of step {step.name}"
        for key in dd.items:
            if reason := left_out.DD.get(key):
                self.findings.left_out(dd.place, f"{key} of {what}", reason)
            elif key not in _READ:
                reason = left_out.DD_NOT_CONVERTED.get(key, "this parameter is not known")
                self.findings.not_converted(dd.place, f"{key} of {what}", reason)
        if dd.positional == "DYNAM":
            self.findings.not_converted(dd.place, f"DYNAM of {what}", left_out.DD_NOT_CONVERTED["DYNAM"])
        if dd.positional == "DYNAM" or {"PATH", "SUBSYS", "QNAME"} & set(dd.items):
            return None
        form, length = RecordFormat(self.findings, self.before).of(dd, step, what)
        found = DataDefinition(dd=name, format=form, length=length)
        if dd.instream is not None:
            if "SYMBOLS" in dd.items and any(re.search(r"&[A-Z@#$]", line) for line in dd.instream):
                reason = "a symbol in the data has no value: EXPORT it, and SET it after that"
                self.findings.not_converted(dd.place, f"SYMBOLS of {what}", reason)
            return replace(found, instream=_records(dd.instream, what))
        if dd.positional == "DUMMY" or self._dataset(dd, step) == "NULLFILE":
            return DataDefinition(dd=name, dummy=True)
        if "SYSOUT" in dd.items:
            return replace(found, sysout=self._sysout(dd, what))
        said = disposition(dd, what)
        if dataset := self._dataset(dd, step):
            self._check(dataset, what)
            later = [each for one in self.after for dds in one.dds.values() for each in dds]
            if is_passed_to_none(dataset, said, later):
                reason = "what is passed and not kept is deleted at the end of the job; here it stays: say which it is"
                self.findings.not_converted(dd.place, f"PASS of {what}", reason)
            return replace(found, dataset=dataset, disposition=said)
        # A temporary data set without a name is gone at the end of its step.
        if any(_is_named(each, f"&&{name}") for one in (*self.before, step) for each in one.dds.values()):
            raise JclError(what, "it has no DSN, and the name that it would get is taken; give it one (DSN=&&NAME)")
        gone = Disposition.of(Status.NEW, Ending.DELETE, Ending.DELETE)
        return replace(found, dataset=f"&&{name}", disposition=gone)

    def _dataset(self, dd: Dd, step: RawStep) -> str:
        if "DSN" not in dd.items:
            return ""
        item = dd.items["DSN"]
        name = item.text()
        if not name:
            raise JclError("DSN=", _NO_NAME)
        if isinstance(item.value, Word) and item.value.quoted and "&" in name:
            raise JclError(f"DSN='{name}'", "a symbol in apostrophes is text here; write the name without them")
        if name.startswith("*."):
            if not (found := self._dataset(*referred(name, dd, step, self.before))):
                raise JclError(
                    f"reference {name}", "the data set that it refers to has no DSN; give it one (DSN=&&NAME)"
                )
            return found
        return tidy(name)

    def _check(self, dataset: str, what: str) -> None:
        if name := unknown(dataset.removeprefix("&&"), self.symbols):
            raise JclError(f"symbol &{name} in DSN={dataset} of {what}", NO_VALUE)
        try:
            found = dataset_name(fill_in(dataset, self.symbols))
        except JobError as error:
            raise JclError(f"DSN={dataset} of {what}", _NO_NAME) from error
        if found.member and not re.fullmatch(NAME, found.member):
            raise JclError(f"DSN={dataset} of {what}", _NO_NAME)

    def _sysout(self, dd: Dd, what: str) -> str:
        words = dd.items["SYSOUT"].words()
        if "INTRDR" in words[1:]:
            reason = "the step submits a job (INTRDR); start it from the state machine or a schedule"
            self.findings.not_converted(dd.place, f"SYSOUT of {what}", reason)
        elif any(words[1:]):
            self.findings.left_out(dd.place, f"writer or form of SYSOUT of {what}", left_out.DD["FCB"])
        return (words[0] if words else "") or "*"


def _records(instream: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Raises JclError: one is longer than a card, or not of its characters; a step would end with it."""
    for line in instream:
        if len(line) > _CARD or any(ord(character) > _LATIN for character in line):
            raise JclError(f"'{line[:40]}' in {what}", _CARDS)
    return instream


def _is_named(dds: Sequence[Dd], dataset: str) -> bool:
    return any("DSN" in each.items and each.items["DSN"].text() == dataset for each in dds)
