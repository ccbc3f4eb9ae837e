"""`python -m benchmarks.guide prepare|run|judge FOLDER [TASK …]`: see README.md here."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.guide.bench import Verdict, judge, prepare, work
from benchmarks.guide.task import tasks

CHECK = "make check"


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 1 where a task is not solved, or a managed file was edited."""
    known = tasks()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guide", description="How far the guide leads.")
    parser.add_argument("step", choices=("prepare", "run", "judge"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(known)}; all when none is given")
    parser.add_argument(
        "--agent", help="run: the command that works, in each repository, on $PROMPT; bash for a person"
    )
    given = parser.parse_args(arguments)
    if unknown := set(given.tasks) - set(known):
        parser.error(f"{', '.join(sorted(unknown))}: no task has this name, choose of {', '.join(known)}")
    if (given.step == "run") != bool(given.agent):
        parser.error("--agent belongs to run, and run needs it, for example run /tmp/bench --agent bash")
    chosen = [task for name, task in known.items() if name in (given.tasks or known)]
    if there := [task.name for task in chosen if (given.folder / task.name).exists() == (given.step == "prepare")]:
        parser.error(
            f"{given.folder}/{there[0]}: " + ("is there already" if given.step == "prepare" else "prepare it first")
        )
    if given.step == "judge":
        return _told([judge(task, given.folder, commands=(CHECK,)) for task in chosen])
    for task in chosen:
        if given.step == "prepare":
            print(prepare(task, given.folder))
        else:
            print(f"== {task.name}\n{task.prompt}", flush=True)
            print(f"{work(task, given.folder, given.agent):.1f} minutes")
    return 0


def _told(verdicts: Sequence[Verdict]) -> int:
    print(f"{'task':<18} {'solved':<7} {'minutes':>7}  managed files edited")
    for each in verdicts:
        spent = "-" if each.minutes is None else f"{each.minutes:.1f}"
        print(
            f"{each.task:<18} {'yes' if each.solved else 'no':<7} {spent:>7}  {len(each.wrong)} {' '.join(each.wrong)}"
        )
        for command in each.failed:
            print(f"    failed: {command}")
    done = sum(each.solved for each in verdicts)
    wrong = sum(len(each.wrong) for each in verdicts)
    print(f"{done} of {len(verdicts)} tasks solved, {wrong} wrong edits of managed files")
    return 0 if done == len(verdicts) and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
