"""RECFM and LRECL of a DD statement as format and record length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workload.jcl import left_out
from workload.jcl.findings import Findings
from workload.jcl.referred import referred
from workload.jcl.steps import Dd, RawStep, parts

# Subparameters of DCB, which may also stand outside of it; the rest of them is left out.
FORMAT = ("LRECL", "RECFM")


@dataclass(frozen=True)
class RecordFormat:
    """before: the steps before the one at hand, which DCB may refer to."""

    findings: Findings
    before: Sequence[RawStep]

    def of(self, dd: Dd, step: RawStep, what: str) -> tuple[str, int]:
        """Format and record length; "" and 0 where the catalogue of data sets decides."""
        found = self._attributes(dd, step, what)
        length, form = found.get("LRECL", "0"), found.get("RECFM", "")
        if not length.isdigit() or int(length) > 32_760:
            self.findings.not_converted(dd.place, f"LRECL={length} of {what}", "a record has 1 to 32760 bytes")
            length = "0"
        if form and not re.fullmatch("F(B|S|BS)?[AM]?|V(B)?[AM]?", form):
            self.findings.not_converted(
                dd.place, f"RECFM={form} of {what}", "records are fixed (F, FB) or variable (V, VB), not spanned"
            )
            form = ""
        return {"F": "fixed", "V": "variable", "": ""}[form[:1]], int(length)

    def _attributes(self, dd: Dd, step: RawStep, what: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in parts(dd.items["DCB"]) if "DCB" in dd.items else ():
            if part.key in FORMAT:
                found[part.key] = part.text()
            elif part.key:
                self.findings.left_out(dd.place, f"DCB {part.key} of {what}", left_out.DD["BLKSIZE"])
            elif part.text().startswith("*."):
                found = self._attributes(*referred(part.text(), dd, step, self.before), what) | found
            else:
                reason = left_out.DD_NOT_CONVERTED["LIKE"]
                self.findings.not_converted(dd.place, f"DCB={part.text()} of {what}", reason)
        return found | {key: dd.items[key].text() for key in FORMAT if key in dd.items}
