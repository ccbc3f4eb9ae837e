"""What a comparison may overlook, and why: the rules file of the equivalence gate.

    - {rule: mask, copybook: ACCTREC, field: FILLER, reason: not set by any program}
    - {rule: mask, copybook: STMTREC, field: STMT-LINE, pattern: 'PRINTED \\d{8}', reason: the date of the run}
    - {rule: tolerance, copybook: INTREC, field: INT-ACCRUED, at_most: "0.0001", reason: …}
    - {rule: bytes, copybook: ACCTREC, field: ACCT-BALANCE, reason: a later job sorts by its bytes}
    - {rule: order, dd: ACCTOUT, reason: …}                     # records of a keyed output may come in any order
    - {rule: invalid, dd: ACCTIN, case: blank-amount, field: ACCT-BALANCE, reason: …}   # holds no number

field: an item, a group (all below it), or FILLER (all without a name). Each rule names a copybook or a DD, or both;
`case` narrows it to one case. `invalid` is for inputs of a case, and in a parallel run for a field of either side. A
pattern that matches any text, a tolerance above what the field holds, and masks that leave nothing to compare are
refused. Without rules: numbers are compared by value and everything else by bytes.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from equivalence.errors import EquivalenceError


class Kind(StrEnum):
    """What a rule allows."""

    MASK = "mask"
    TOLERANCE = "tolerance"
    BYTES = "bytes"
    ORDER = "order"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One entry. line: in the rules file. at_most: of a tolerance, in the unit of the field. case, dd, copybook: "" for
    any. pattern: of a mask; only what it matches in the text of the field is overlooked."""

    kind: Kind
    line: int
    file: str
    reason: str
    field: str
    copybook: str
    dd: str
    case: str
    pattern: re.Pattern[str] | None
    at_most: Decimal | None

    def concerns(self, *, case: str, dd: str, copybook: str) -> bool:
        """Whether it is for this file of this case."""
        given = ((self.case, case), (self.dd, dd), (self.copybook, copybook))
        return all(wanted in ("", found) for wanted, found in given)

    def __str__(self) -> str:
        place = " ".join(each for each in (self.case, self.dd, self.copybook, self.field) if each)
        pattern = f" '{self.pattern.pattern}'" if self.pattern else ""
        most = f" at most {self.at_most}" if self.at_most is not None else ""
        return f"{self.kind} {place}{pattern}{most}"


def refuse_unused(rules: tuple[Rule, ...], used: set[Rule]) -> None:
    """Raises EquivalenceError with each rule that nothing of the run met: it overlooks what nobody can see any more."""
    unused = [rule for rule in rules if rule not in used]
    if unused:
        said = "; ".join(f"line {rule.line} ({rule})" for rule in unused)
        raise EquivalenceError(
            f"{unused[0].file}: no file of the cases has what these rules are for: {said}. "
            "Correct the names, or delete them."
        )
