"""What a job reads and writes that the catalogue of data sets does not describe."""

from pathlib import Path

from batch.catalogue import read_catalogue
from batch.definition import JobError, read_job
from batch.record_form import base


def not_listed(job: Path, catalogue: Path) -> str:
    """One sentence with the names; "" when each is there, or when there is no catalogue that could be read."""
    try:
        listed = read_catalogue(catalogue)
    except JobError as error:
        return f"{error}" if catalogue.exists() else ""
    named = {base(one) for step in read_job(job).steps for one in step.datasets if one.dataset}
    if missing := sorted(named - set(listed)):
        return (
            f"{catalogue} has no entry for {', '.join(missing)}; say there how long the records are and in which code "
            f'page they are held, for example - {{name: "{missing[0]}", format: fixed, length: 80}}.'
        )
    return ""
