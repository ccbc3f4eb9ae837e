"""The JOB statement: what of it holds for each step, and what is left out."""

from dataclasses import dataclass

from batch.definition import Bypass, Run
from workload.jcl import left_out
from workload.jcl.condition import condition
from workload.jcl.findings import Findings, JclError
from workload.jcl.operands import operands
from workload.jcl.statements import Statement


@dataclass(frozen=True)
class JobStatement:
    """bypass_when: tests of COND. restart: the step to begin with, "" for the first."""

    name: str
    bypass_when: tuple[Bypass, ...] = ()
    restart: str = ""


def job_statement(statement: Statement, findings: Findings) -> JobStatement:
    """Raises JclError: the statement cannot be read."""
    tests: tuple[Bypass, ...] = ()
    restart = ""
    for item in operands(statement.operands):
        if item.key == "COND":
            tests, run = condition(item, _no_step)
            if run is not Run.NORMALLY:
                raise JclError(f"COND={run}", "EVEN and ONLY are of EXEC statements")
        elif item.key == "RESTART" and len(item.words()) == 1:
            restart = "" if item.text() == "*" else item.text()
        elif not item.key:
            findings.left_out(statement.place, "account and programmer's name of JOB", left_out.JOB["ACCT"])
        elif reason := left_out.JOB.get(item.key):
            findings.left_out(statement.place, f"{item.key} of JOB", reason)
        else:
            reason = left_out.JOB_NOT_CONVERTED.get(item.key, "this parameter is not known")
            findings.not_converted(statement.place, f"{item.key} of JOB", reason)
    return JobStatement(statement.name, tests, restart)


def _no_step(name: str) -> str:
    raise JclError(f"COND of JOB with step {name}", "COND of a JOB statement names no step")
