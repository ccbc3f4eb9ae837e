"""Writes a job as YAML that reads back as the same job."""

from typing import Any

import yaml

from batch.expressions import Abended, AllOf, AnyOf, Bypass, Not, Ran, ReturnCode, Run, Test
from batch.model import DataDefinition, Job, Step


class _Dumper(yaml.SafeDumper):
    """Lists of steps as blocks, what is short in one line."""

    def ignore_aliases(self, data: Any) -> bool:
        """Two equal steps are written twice: a job has no references."""
        return True


class _Inline(dict[str, Any]):
    """A mapping that stands in one line."""


class _InlineList(list[Any]):
    """A list that stands in one line."""


_Dumper.add_representer(
    _Inline, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)
_Dumper.add_representer(
    _InlineList, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def write_job(job: Job) -> str:
    """The YAML text of `job`; `read_job` makes an equal job of it."""
    found: dict[str, Any] = {"name": job.name}
    if job.symbols:
        found["symbols"] = _Inline(job.symbols)
    if job.restart:
        found["restart"] = job.restart
    found["steps"] = [_step(step) for step in job.steps]
    return yaml.dump(found, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _step(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {"name": step.name, "program": step.program}
    if step.parameter:
        found["parameter"] = step.parameter
    if step.bypass_when:
        found["bypass_when"] = [_bypass(each) for each in step.bypass_when]
    if step.run is not Run.NORMALLY:
        found["run"] = str(step.run)
    if step.when is not None:
        found["when"] = _test(step.when)
    if step.minutes:
        found["minutes"] = step.minutes
    if step.datasets:
        found["datasets"] = [_data_definition(each) for each in step.datasets]
    return found


def _bypass(test: Bypass) -> _Inline:
    found = _Inline(code=test.code, operator=str(test.operator))
    return _Inline(found, step=test.step) if test.step else found


def _test(test: Test) -> _Inline:
    match test:
        case ReturnCode():
            step = {"step": test.step} if test.step else {}
            return _Inline(step, operator=str(test.operator), value=test.value)
        case Abended():
            return _Inline(abend=test.step or "any")
        case Ran():
            return _Inline(run=test.step)
        case AllOf():
            return _Inline(all=_InlineList(_test(each) for each in test.tests))
        case AnyOf():
            return _Inline(any=_InlineList(_test(each) for each in test.tests))
        case Not():
            return _Inline({"not": _test(test.test)})


def _data_definition(statement: DataDefinition) -> dict[str, Any]:
    found: dict[str, Any] = {"dd": statement.dd}
    if statement.dataset:
        found["dataset"] = statement.dataset
        disposition = statement.disposition
        found["disposition"] = _InlineList(map(str, (disposition.status, disposition.normal, disposition.abnormal)))
    if statement.sysout:
        found["sysout"] = statement.sysout
    if statement.instream is not None:
        found["instream"] = list(statement.instream)
    if statement.dummy:
        found["dummy"] = True
    for name in ("format", "length", "copybook"):
        if value := getattr(statement, name):
            found[name] = value
    return found
