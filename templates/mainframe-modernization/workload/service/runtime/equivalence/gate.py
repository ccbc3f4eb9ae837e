"""The equivalence gate: all cases of a cases file, under one rules file."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from equivalence.case_file import read_cases
from equivalence.case_run import CaseRun, golden
from equivalence.cases import Case, Dataset
from equivalence.compare import SHOWN
from equivalence.errors import EquivalenceError
from equivalence.evidence import shows
from equivalence.findings import CaseResult, Outcome
from equivalence.layouts import Layouts
from equivalence.rule_file import read_rules
from equivalence.rules import Kind, Rule, refuse_unused

# What `make cobol` compiles: an executable or a module with the name of a program.
_PROGRAM = re.compile(r"([A-Z#@$][A-Z0-9#@$]{0,7})(\.so)?")


class Gate:
    """cases, rules: files. programs, copybooks: folders. shown: differences that are kept of one file."""

    def __init__(self, cases: Path, rules: Path, programs: Path, copybooks: Path, *, shown: int = SHOWN) -> None:
        """Raises EquivalenceError: a file cannot be read, or a rule is for nothing that the cases have."""
        self._programs, self._shown = programs, shown
        self._layouts = Layouts(copybooks)
        self._cases = read_cases(cases)
        self._rules = read_rules(rules) if rules.exists() else ()
        refuse_unused(self._rules, self._used())

    def run(self, told: Callable[[CaseResult], None] = lambda _: None) -> Outcome:
        """Runs every case, whatever the others give. told: is called after each."""
        outcome = Outcome(rules=[(str(rule), rule.reason) for rule in self._rules])
        outcome.problems += self._without_case()
        for case in self._cases:
            result = CaseRun(case, self._programs, self._layouts, self._rules, self._shown).result()
            outcome.cases.append(result)
            told(result)
        outcome.problems += _nothing_compared(outcome.cases)
        return outcome

    def _without_case(self) -> list[str]:
        covered = {case.program for case in self._cases}
        found = (
            _PROGRAM.fullmatch(path.name) for path in (self._programs.iterdir() if self._programs.is_dir() else ())
        )
        names = {each.group(1) for each in found if each}
        return [
            f"program {name} in {self._programs} has no case; nothing shows that it computes the same: add one."
            for name in sorted(names - covered)
        ]

    def _used(self) -> set[Rule]:
        used: set[Rule] = set()
        for case in self._cases:
            for files, kinds in ((case.inputs, {Kind.INVALID}), (case.outputs, set(Kind) - {Kind.INVALID})):
                for dd, dataset in files.items():
                    used |= {
                        rule for rule in self._rules if rule.kind in kinds and self._meets(rule, case, dd, dataset)
                    }
        return used

    def _meets(self, rule: Rule, case: Case, dd: str, dataset: Dataset) -> bool:
        if not rule.concerns(case=case.name, dd=dd, copybook=dataset.copybook):
            return False
        if rule.kind is Kind.ORDER:
            return bool(dataset.key)
        try:
            return shows(rule, golden(dd, dataset, self._layouts.of(dataset, dataset.file)))
        except (EquivalenceError, OSError):
            # The case will say so; of the rule nobody can tell.
            return True


def _nothing_compared(cases: Sequence[CaseResult]) -> list[str]:
    """Programs whose cases are all equal because all their golden output is empty."""
    programs = {case.program: [each for each in cases if each.program == case.program] for case in cases}
    return [
        f"program {name}: the golden output of its cases has no record; nothing shows that it computes the same: "
        "add a case with golden records."
        for name, its in programs.items()
        if all(case.equal for case in its) and not any(output.expected for case in its for output in case.outputs)
    ]
