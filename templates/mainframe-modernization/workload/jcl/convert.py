"""Converts JCL into job definitions, and says what it could not convert."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.definition import Job, JobError, Step, parse_job, write_job
from workload.jcl import left_out
from workload.jcl.data import Converter
from workload.jcl.expansion import Expansion
from workload.jcl.findings import Findings, Grade, JclError
from workload.jcl.job_statement import JobStatement, job_statement
from workload.jcl.jobs import split
from workload.jcl.library import Library, defaults
from workload.jcl.statements import Statement
from workload.jcl.step import step
from workload.jcl.symbols import NO_VALUE, SYMBOL, Symbols, unknown


@dataclass(frozen=True)
class Conversion:
    """One job. text: its definition; "" when it is not converted."""

    file: str
    name: str
    text: str
    findings: Findings

    @property
    def grade(self) -> Grade:
        return self.findings.grade


def convert(text: str, *, file: str, folders: Sequence[Path] = ()) -> list[Conversion]:
    """A conversion for each JOB statement of `text`; one that is not converted when there is none.

    file: its name in findings. folders: where procedures and included members are looked up.
    """
    jobs = split(text, file=file)
    if not any(statements for statements, _ in jobs):
        return [Conversion(file, Path(file).stem.upper(), "", findings) for _, findings in jobs]
    return [_job(statements, findings, file=file, folders=folders) for statements, findings in jobs]


def _job(job: list[Statement], read: Findings, *, file: str, folders: Sequence[Path]) -> Conversion:
    openable = _set_once(job)
    while True:
        symbols = Symbols(openable)
        findings = Findings(list(read.found))
        definition = _definition(job, symbols, findings, folders)
        if not symbols.closed & openable:
            break
        # A symbol stays open everywhere or nowhere.
        openable -= symbols.closed
    text = ""
    if definition and findings.grade is not Grade.NOT:
        text = write_job(definition)
        try:
            parse_job(text, file=f"{definition.name}.yaml")
        except JobError as error:
            reason = f"the job definition does not allow it ({error.reason})"
            findings.refuse(job[0].place, f"job {definition.name}", reason)
            text = ""
    return Conversion(file, job[0].name, text, findings)


def _definition(job: list[Statement], symbols: Symbols, findings: Findings, folders: Sequence[Path]) -> Job | None:
    expansion = Expansion(Library(folders, findings), symbols, findings)
    try:
        head = job_statement(job[0], findings)
    except JclError as error:
        findings.error(job[0].place, error)
        head = JobStatement(job[0].name)
    expansion.run(job[1:])
    for name, dds in expansion.before.items():
        if name in left_out.DD_NAMES:
            findings.left_out(dds[0].place, f"DD {name} of the job", left_out.DD_NAMES[name])
        else:
            findings.refuse(dds[0].place, f"DD {name}", "it stands before the first step, and belongs to none")
    steps: list[Step] = []
    for number, raw in enumerate(expansion.steps):
        try:
            before, after = expansion.steps[:number], expansion.steps[number + 1 :]
            converter = Converter(findings, before, after, symbols.defaults)
            found = step(raw, expansion.names, converter, head.bypass_when)
            _check_parameter(found, symbols)
            steps.append(found)
        except JclError as error:
            findings.error(raw.place, error)
    if not expansion.steps and findings.grade is not Grade.NOT:
        findings.refuse(job[0].place, f"job {head.name}", "it has no step that could be converted")
    used = {name for each in steps for text in _texts(each) for name in SYMBOL.findall(text)}
    defaults_used = {name: value for name, value in symbols.defaults.items() if name in used}
    return Job(name=head.name, steps=tuple(steps), symbols=defaults_used, restart=head.restart)


def _set_once(job: Iterable[Statement]) -> set[str]:
    names: Counter[str] = Counter()
    for each in job:
        if each.operation == "SET":
            try:
                names.update(list(defaults("SET", each.operands)))
            except JclError:
                # The expansion refuses it.
                continue
    return {name for name, count in names.items() if count == 1}


def _texts(step: Step) -> list[str]:
    # && before a temporary data set is no symbol.
    return [step.parameter, *(dd.dataset.removeprefix("&&") for dd in step.datasets)]


def _check_parameter(step: Step, symbols: Symbols) -> None:
    if name := unknown(step.parameter, symbols.defaults):
        raise JclError(f"symbol &{name} in PARM='{step.parameter}' of step {step.name}", NO_VALUE)
