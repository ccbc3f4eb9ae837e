"""A step of the job definition from a step of JCL."""

import re

from batch.definition import AllOf, Bypass, DataDefinition, Run, Step, Test
from workload.jcl import left_out
from workload.jcl.condition import condition
from workload.jcl.control import control
from workload.jcl.data import Converter
from workload.jcl.findings import JclError
from workload.jcl.names import Names
from workload.jcl.operands import Group, Item
from workload.jcl.return_codes import runs_never
from workload.jcl.steps import Dd, RawStep
from workload.jcl.symbols import tidy


def step(raw: RawStep, names: Names, converter: Converter, of_job: tuple[Bypass, ...]) -> Step:
    """of_job: tests of COND of the JOB statement. Raises JclError: the step cannot be converted."""
    findings = converter.findings
    for key in raw.items:
        if reason := left_out.EXEC.get(key):
            findings.left_out(raw.place, f"{key} of step {raw.name}", reason)
        elif key not in ("COND", "PARM"):
            reason = "this parameter is not known" if key != "PARMDD" else "a parameter is written as PARM"
            findings.not_converted(raw.place, f"{key} of step {raw.name}", reason)
    if raw.program.startswith("*."):
        raise JclError(f"PGM={raw.program}", "the program is made by a step before; programs come with the image")
    program = left_out.ALIASES.get(raw.program, raw.program)
    if program != raw.program:
        findings.left_out(raw.place, f"PGM={raw.program} of step {raw.name}", "it is another name of a program here")
    if reason := left_out.PROGRAMS.get(program):
        findings.not_converted(raw.place, f"PGM={program} of step {raw.name}", reason)
    tests: tuple[Bypass, ...] = ()
    run = Run.NORMALLY
    if "COND" in raw.items:
        tests, run = condition(raw.items["COND"], lambda name: names.find(name, raw.call, before=raw.name))
    found = Step(
        name=raw.name,
        program=program,
        parameter=_parameter(raw.items["PARM"]) if "PARM" in raw.items else "",
        bypass_when=of_job + tests,
        run=run,
        when=_when(raw.tests),
        datasets=control(program, raw, _datasets(raw, converter), findings),
    )
    if runs_never(found, [each.name for each in converter.before]):
        reason = "it runs after a return code of 16 or more only, which ends a job as an abend here; test ABEND"
        findings.not_converted(raw.place, f"condition of step {raw.name}", reason)
    return found


def _when(tests: tuple[Test, ...]) -> Test | None:
    return AllOf(tests) if len(tests) > 1 else next(iter(tests), None)


def _parameter(item: Item) -> str:
    """What the program receives: parentheses go, commas stay (JCL Reference, "PARM parameter")."""
    found: list[str] = []
    for part in item.value.items if isinstance(item.value, Group) else (item,):
        if isinstance(part.value, Group):
            raise JclError("PARM", "parentheses within PARM stand in apostrophes")
        found.append(f"{part.key}={part.text()}" if part.key and part is not item else part.text())
    text = ",".join(found)
    if re.search(r"&&[A-Z@#$]", text):
        raise JclError(f"PARM='{text}'", "an ampersand before a letter cannot be passed on: it would be a symbol")
    return tidy(text.replace("&&", "&"))


def _datasets(raw: RawStep, converter: Converter) -> tuple[DataDefinition, ...]:
    found: list[DataDefinition] = []
    for name, dds in _followed(raw).items():
        if reason := left_out.DD_NAMES.get(name):
            converter.findings.left_out(dds[0].place, f"DD {name} of step {raw.name}", reason)
            continue
        for dd in dds:
            try:
                definition = converter.definition(name, dd, raw)
            except JclError as error:
                converter.findings.error(dd.place, error)
                continue
            if definition:
                found.append(definition)
            if definition and definition.dummy and dd is not dds[-1]:
                # JCL Reference, "Do not concatenate data sets after a DUMMY data set".
                reason = "data sets that are concatenated behind a DUMMY are not read, and are not in the definition"
                converter.findings.not_converted(dds[-1].place, f"DD {name} of step {raw.name}", reason)
                break
    return tuple(found)


def _followed(raw: RawStep) -> dict[str, list[Dd]]:
    """The DDs of a step, those with DDNAME= replaced by the DD that they name; without such a one they are DUMMY
    (JCL Reference, "DDNAME parameter")."""
    found = dict(raw.dds)
    for name, dds in raw.dds.items():
        if not any("DDNAME" in dd.items for dd in dds):
            continue
        found[name] = []
        for dd in dds:
            named = dd.items["DDNAME"].text() if "DDNAME" in dd.items else ""
            if not named:
                found[name].append(dd)
            elif named in found and named != name:
                if len(raw.dds.get(named, ())) > 1 and list(raw.dds).index(named) != list(raw.dds).index(name) + 1:
                    # JCL Reference, "References to concatenated data sets".
                    reason = "the concatenation that it names belongs right behind it, or goes to the DD before it"
                    raise JclError(f"DDNAME={named} of DD {name} of step {raw.name}", reason)
                found[name].extend(found.pop(named))
            else:
                found[name].append(Dd(dd.place, "DUMMY"))
    return found
