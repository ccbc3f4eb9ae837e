"""Splits a file of JCL into its jobs."""

from workload.jcl.findings import Findings, Place
from workload.jcl.statements import Statement, statements


def split(text: str, *, file: str) -> list[tuple[list[Statement], Findings]]:
    """The statements of each job, its JOB statement first, with what was found while they were read.

    Without a JOB statement: one entry without statements, which is refused.
    """
    read = Findings()
    jobs: list[list[Statement]] = []
    outside: list[Statement] = []
    ended = True
    for each in statements(text, file=file, findings=read):
        if each.operation == "JOB":
            jobs.append([])
        # The null statement ends a job.
        ended = each.operation == "" or (ended and each.operation != "JOB")
        (outside if ended else jobs[-1]).append(each)
    for each in outside:
        if each.operation:
            read.left_out(each.place, f"{each.operation} statement", "it stands outside of a job, where it is not read")
    if not jobs:
        read.refuse(Place(file, 1), "the file", "it has no JOB statement")
        return [([], read)]
    begins = [0, *(job[0].place.line for job in jobs[1:])]
    return [
        (job, read.between(first, last)) for job, first, last in zip(jobs, begins, [*begins[1:], None], strict=True)
    ]
