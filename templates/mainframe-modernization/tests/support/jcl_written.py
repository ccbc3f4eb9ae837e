"""Writes JCL for a job: the inverse of the converter, for tests that compare both ways."""

from collections.abc import Iterator

from batch.definition import Abended, AllOf, AnyOf, DataDefinition, Job, Not, Ran, ReturnCode, Run, Step, Test


def written(job: Job) -> str:
    """JCL with every parameter on a line of its own."""
    lines = [f"//{job.name:8} JOB"]
    for step in job.steps:
        if step.when is not None:
            lines += _relation(step.when)
        lines += _statement(step.name, "EXEC", [f"PGM={step.program}", *_exec(step)])
        for each in step.datasets:
            lines += _dd(each)
        if step.when is not None:
            lines.append("//         ENDIF")
    return "\n".join(lines) + "\n"


def _exec(step: Step) -> Iterator[str]:
    if step.parameter:
        yield "PARM='" + step.parameter.replace("'", "''") + "'"
    tests = [f"({each.code},{each.operator}{',' + each.step if each.step else ''})" for each in step.bypass_when]
    if step.run is not Run.NORMALLY:
        tests.append(step.run.upper())
    if tests:
        yield f"COND=({','.join(tests)})"


def _dd(found: DataDefinition) -> list[str]:
    if found.instream is not None:
        return [f"//{found.dd:8} DD *,DLM='@#'", *found.instream, "@#"]
    if found.dummy:
        return [f"//{found.dd:8} DD DUMMY"]
    if found.sysout:
        return [f"//{found.dd:8} DD SYSOUT={found.sysout}"]
    disposition = found.disposition
    parameters = [
        f"DSN={found.dataset}",
        f"DISP=({disposition.status},{disposition.normal},{disposition.abnormal})",
        f"DCB=(RECFM={found.format[0].upper()}B,LRECL={found.length})",
    ]
    return _statement(found.dd, "DD", parameters)


def _statement(name: str, operation: str, parameters: list[str]) -> list[str]:
    """One parameter a line; a list that does not fit is broken behind a comma."""
    lines = []
    head = f"//{name:8} {operation} "
    for number, text in enumerate(parameters):
        rest = text + ("," if number < len(parameters) - 1 else "")
        start = head if number == 0 else "//  "
        if len(start) + len(rest) > 71 and "'" not in rest:
            # A list is broken behind a comma.
            cut = rest.rindex(",", 0, 60) + 1
            lines += [start + rest[:cut], "//  " + rest[cut:]]
            continue
        lines.append(start + rest)
    return lines


def _relation(test: Test) -> list[str]:
    """The expression, broken at its blanks."""
    lines, line = [], "//         IF"
    for word in [*_text(test).split(), "THEN"]:
        if len(line) + len(word) > 69:
            lines.append(line)
            line = "//        "
        line += f" {word}"
    return [*lines, line]


def _text(test: Test) -> str:
    match test:
        case ReturnCode():
            return f"{test.step + '.' if test.step else ''}RC {test.operator} {test.value}"
        case Abended():
            return f"{test.step + '.' if test.step else ''}ABEND"
        case Ran():
            return f"{test.step}.RUN"
        case Not():
            return f"NOT ({_text(test.test)})"
        case AllOf():
            return "(" + " AND ".join(f"({_text(each)})" for each in test.tests) + ")"
        case AnyOf():
            return "(" + " OR ".join(f"({_text(each)})" for each in test.tests) + ")"
