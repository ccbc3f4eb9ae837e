"""`python -m batch run JOB`: a whole job on this machine; `step JOB STEP`: one step as the task of a state machine;
`decide JOB STEP`: what runs after a step; `unlock JOB EXECUTION`: release the lock of an execution that was stopped;
`put DATASET FILE`: a data set into the bucket; `uncatalog DATASET`: a generation out of it, or out of a folder."""

import argparse
import json
import sys
from pathlib import Path

from batch import put_command, uncatalog_command, unlock_command
from batch.catalogue import read_catalogue
from batch.conditions import next_step
from batch.definition import read_job
from batch.errors import JobError
from batch.local_run import JCL_ERROR, run_job, seed
from batch.outcome import Outcome
from batch.store import SYSOUT


def main(arguments: list[str] | None = None) -> int:
    """The exit code: that of the job for `run`, else 0, or 1 after one sentence that says what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        match options.command:
            case "run":
                return _run(options)
            case "decide":
                return _decide(options)
            case "put":
                return put_command.run(options)
            case "unlock":
                return unlock_command.run(options)
            case "uncatalog":
                return uncatalog_command.run(options)
        return _step(options)
    except JobError as error:
        print(error, file=sys.stderr)
        return JCL_ERROR if options.command == "run" else 1


def _run(options: argparse.Namespace) -> int:
    catalogue = read_catalogue(options.jobs / "datasets.yaml")
    if options.seed:
        seed(options.datasets, options.seed, catalogue)
    symbols = dict(each.split("=", 1) for each in options.symbol)
    code = run_job(
        read_job(options.jobs / f"{options.job}.yaml"),
        options.datasets,
        catalogue=catalogue,
        programs=options.programs,
        copybooks=options.copybooks,
        first=options.first,
        symbols=symbols,
    )
    anew = f"; `rm -r {options.datasets}` begins anew with {options.seed}" if options.seed else ""
    print(
        f"Data sets are in {options.datasets}, what programs printed is in {options.datasets / SYSOUT / options.job}. "
        f"The next job goes on with these data sets{anew}."
    )
    return code


def _step(options: argparse.Namespace) -> int:
    # Only here: a job on this machine needs no AWS library, which takes longer to load than a small step to run.
    from batch import step_command

    return step_command.run(options.job, options.step)


def _decide(options: argparse.Namespace) -> int:
    job = read_job(options.jobs / f"{options.job}.yaml")
    if options.step not in [step.name for step in job.steps]:
        raise JobError(f"'{options.step}' is no step of {job.name}; they are {', '.join(s.name for s in job.steps)}.")
    outcomes = {}
    for each in options.ended:
        name, _, code = each.partition("=")
        abend = "" if code.isdigit() else code or "abend"
        outcomes[name] = Outcome(step=name, program="", code=int(code) if code.isdigit() else None, abend=abend)
    found, bypassed = next_step(job, options.step, outcomes)
    print(json.dumps({"next": found or "END", "bypassed": {one.step: one.bypassed for one in bypassed}}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m batch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="a whole job on this machine; the exit code is its return code")
    step = commands.add_parser("step", help="one step as the task of a state machine")
    decide = commands.add_parser("decide", help="what runs after a step")
    unlock = commands.add_parser("unlock", help="release the lock of an execution that was stopped")
    put = commands.add_parser("put", help="a data set into the bucket of an environment, verified")
    put_command.add_options(put)
    uncatalog_command.add_options(commands.add_parser("uncatalog", help="take a generation of a data set out"))
    for command in (run, step, decide, unlock):
        command.add_argument("job", help="for example DAILY, which jobs/DAILY.yaml defines")
    for command in (run, decide, put):
        command.add_argument("--jobs", type=Path, default=Path("jobs"), help="folder of job definitions (%(default)s)")
    for command in (step, decide):
        command.add_argument("step", help="for example POST")
    decide.add_argument("ended", nargs="*", metavar="STEP=CODE", help="POST=4 and so on; POST=abend for an abend")
    unlock.add_argument("execution", help="ARN of the execution")
    run.add_argument("--datasets", type=Path, required=True, help="folder of data sets, named as they are")
    run.add_argument("--seed", type=Path, metavar="FOLDER", help="copied to --datasets when that is not there yet")
    run.add_argument("--programs", type=Path, default=Path("build/cobol"), help="compiled programs (%(default)s)")
    for command in (run, put):
        command.add_argument("--copybooks", type=Path, default=Path("cpy"), help="copybooks (%(default)s)")
    run.add_argument("--from", dest="first", default="", metavar="STEP", help="restart the last run at this step")
    run.add_argument("--symbol", action="append", default=[], type=_symbol, metavar="NAME=VALUE")
    return parser


def _symbol(text: str) -> str:
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"'{text}' has no =; for example CYCLE=M")
    return text


if __name__ == "__main__":
    sys.exit(main())
