"""The symbols of a run: those that its job has, with the values that the run began with."""

from collections.abc import Mapping

from batch.errors import JobError
from batch.model import Job


def symbols_of_a_run(
    job: Job, asked: Mapping[str, str], begun: Mapping[str, str] | None, *, run: str
) -> dict[str, str]:
    """The value of each symbol.

    asked: what the execution sets. begun: the symbols of the run that it goes on with, None for a new one. run: its
    name. Raises JobError: the job has no such symbol, or the run began with another value. Without that, a name with a
    typing error, and a date that came too late, would run with the old value and say nothing.
    """
    if unknown := sorted(set(asked) - set(job.symbols) - set(begun or {})):
        known = ", ".join(job.symbols)
        has = f"its symbols are {known}, for example {next(iter(job.symbols))}=VALUE" if known else "it has none"
        raise JobError(f"{job.name} has no symbol {', '.join(unknown)}; {has}.")
    if begun is None:
        return {**job.symbols, **asked}
    other = [f"{name}={value}" for name, value in asked.items() if begun.get(name) != value]
    if other:
        kept = ", ".join(f"{name}={begun[name]}" if name in begun else f"no {name}" for name in sorted(asked))
        raise JobError(
            f"{', '.join(other)} comes too late: run {run} of {job.name} began with {kept}, and who goes on with it "
            "keeps its symbols; start a new run for others, or go on without any."
        )
    return dict(begun)
