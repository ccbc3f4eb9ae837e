"""How many jobs convert, and what keeps the others from it, as a table in Markdown."""

from collections import Counter
from collections.abc import Sequence

from workload.jcl.convert import Conversion
from workload.jcl.findings import Grade, Kind

_NAMES = {Grade.FULLY: "fully", Grade.PARTLY: "partly", Grade.NOT: "not"}


def summary(conversions: Sequence[Conversion]) -> str:
    """Jobs by grade, then reasons by the number of jobs that have them, each job counted once for a reason."""
    grades = Counter(each.grade for each in conversions)
    lines = ["| Jobs | Number |", "| --- | ---: |"]
    lines += [f"| converted {name} | {grades[grade]} |" for grade, name in _NAMES.items()]
    lines += [f"| all | {len(conversions)} |"]
    for kind in (Kind.REFUSED, Kind.NOT_CONVERTED, Kind.LEFT_OUT):
        found = [set(each.findings.of(kind)) for each in conversions]
        jobs = Counter(reason for each in found for reason in {finding.reason for finding in each})
        places = Counter(finding.reason for each in found for finding in each)
        if jobs:
            lines += ["", f"| {kind.capitalize()}: reason | Jobs | Places |", "| --- | ---: | ---: |"]
            rows = sorted(jobs, key=lambda reason: (-jobs[reason], reason))
            lines += [f"| {reason} | {jobs[reason]} | {places[reason]} |" for reason in rows]
    return "\n".join(lines)
