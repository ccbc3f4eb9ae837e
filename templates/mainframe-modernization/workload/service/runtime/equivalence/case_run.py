"""Runs one case: golden input in, the program, its output against the golden one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from equivalence import inputs, program
from equivalence.cases import AREA, SYSOUT, Case, Dataset
from equivalence.compare import compare
from equivalence.errors import EquivalenceError
from equivalence.findings import CaseResult, OutputResult
from equivalence.layouts import Layouts
from equivalence.plan import Plan
from equivalence.rules import Rule
from equivalence.sides import Side
from records.code_pages import CodePage
from records.files import FileError
from records.layout import Layout


class CaseRun:
    """One case in a temporary folder. Everything that goes wrong becomes a problem of its result."""

    def __init__(self, case: Case, programs: Path, layouts: Layouts, rules: Sequence[Rule], shown: int) -> None:
        self._case, self._programs, self._layouts, self._rules, self._shown = case, programs, layouts, rules, shown
        self._result = CaseResult(
            name=case.name, program=case.program, parameter=case.parameter or "", expected_code=case.return_code
        )

    def result(self) -> CaseResult:
        """Runs it."""
        try:
            executable = program.executable(self._case, self._programs)
            self._result.digest = program.digest(executable)
            with TemporaryDirectory(prefix="equivalence-") as folder:
                self._run(executable, Path(folder))
        except (EquivalenceError, FileError) as error:
            self._result.problems.append(f"case {self._case.name}: {error}")
        except OSError as error:
            self._result.problems.append(f"case {self._case.name}: {error.filename or ''}: {error.strerror or error}.")
        return self._result

    def _run(self, executable: Path, folder: Path) -> None:
        case = self._case
        files = {dd: folder / dd for dd in (*case.inputs, *case.outputs)}
        if case.subprogram:
            files = {AREA: folder / AREA}
        for dd, dataset in case.inputs.items():
            self._prepare(dd, dataset, files[dd])
        if self._result.problems:
            return
        work = folder / "work"
        work.mkdir()
        length = self._layouts.of(case.inputs[AREA]).longest if case.subprogram else 0
        given = {dd: program.digest(files[dd]) for dd in case.inputs if not case.subprogram}
        ran = program.run(case, executable, files, work=work, sysout=folder / SYSOUT, length=length)
        self._result.seconds, self._result.return_code = ran.seconds, ran.return_code
        if ran.problem:
            self._result.problems.append(f"case {case.name}: {ran.problem}")
        for left in sorted(work.iterdir()):
            self._result.problems.append(
                f"case {case.name}: program {case.program} wrote {left.name}, and the case has no DD of that name; "
                f"add it to outputs."
            )
        if not case.subprogram:
            self._unseen(files, given, folder / SYSOUT)
        if case.subprogram:
            files[AREA] = folder / f"{AREA}.after"
        for dd, dataset in case.outputs.items():
            self._result.outputs.append(self._compared(dd, dataset, files[dd], ran.problem))

    def _unseen(self, files: Mapping[str, Path], given: Mapping[str, str], sysout: Path) -> None:
        """What the program wrote and nobody compares. given: digest of each input before the run."""
        did = f"case {self._case.name}: program {self._case.program}"
        for dd, digest in given.items():
            if not files[dd].is_file() or program.digest(files[dd]) != digest:
                self._result.problems.append(
                    f"{did} changed its input {dd}, and no output is compared with that; a program that updates a file "
                    "in place needs a step that copies it to a DD name of outputs."
                )
        if SYSOUT not in self._case.outputs and sysout.stat().st_size:
            self._result.problems.append(
                f"{did} DISPLAYs on {SYSOUT}, and the case has no DD of that name; add it to outputs, for example "
                f"{SYSOUT}: {{expected: golden/{SYSOUT}.txt, format: lines, code_page: ascii}}."
            )

    def _prepare(self, dd: str, dataset: Dataset, target: Path) -> None:
        name = f"{dd} ({dataset.file})"
        if not dataset.file.is_file():
            self._result.problems.append(f"case {self._case.name}: DD {name} is missing; the program was not run.")
            return
        side = golden(dd, dataset, self._layouts.of(dataset, dataset.file))
        rules = self._concerning(dd, dataset)
        self._result.problems += [f"case {self._case.name}: {each}" for each in inputs.prepare(side, target, rules)]

    def _compared(self, dd: str, dataset: Dataset, actual: Path, abend: str) -> OutputResult:
        refused = OutputResult(dd=dd, golden=str(dataset.file))
        if abend:
            refused.problems.append(f"{dd}: not compared, because the program did not come to its end.")
        elif not dataset.file.is_file():
            refused.problems.append(f"{dd}: the golden file {dataset.file} is missing.")
        elif not actual.is_file():
            refused.problems.append(
                f"{dd}: program {self._case.program} did not write it; is it the DD name of its SELECT … ASSIGN TO?"
            )
        else:
            try:
                layout = self._layouts.of(dataset, dataset.file, actual)
                plan = Plan(layout, dataset.key, self._concerning(dd, dataset))
            except EquivalenceError as error:
                refused.problems.append(f"{dd}: {error}")
                return refused
            written = inputs.COBOL_FORMAT.get(dataset.format, dataset.format)
            output = Side(path=actual, name=f"output {dd}", layout=layout, format=written, code_page=CodePage.ASCII)
            return compare(golden(dd, dataset, layout), output, plan, dd=dd, shown=self._shown)
        return refused

    def _concerning(self, dd: str, dataset: Dataset) -> list[Rule]:
        return [rule for rule in self._rules if rule.concerns(case=self._case.name, dd=dd, copybook=dataset.copybook)]


def golden(dd: str, dataset: Dataset, layout: Layout) -> Side:
    """A file of the case as it stands in the repository."""
    name = f"{dd} ({dataset.file})"
    return Side(path=dataset.file, name=name, layout=layout, format=dataset.format, code_page=dataset.code_page)
