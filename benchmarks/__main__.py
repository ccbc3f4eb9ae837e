"""`python -m benchmarks [NAME …]`: what the speed of the template is, beside a yardstick that runs in the same minutes.

Prints a line for each figure and ends with code 1 when one is above its limit. Nothing else should run meanwhile.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from benchmarks import (
    adopt,
    backstage,
    batch,
    check,
    copy,
    equivalence,
    faults,
    image,
    memory,
    online,
    portal,
    recipe,
    records,
    router,
    stages,
    starts,
    synthesis,
    tests,
    traffic,
    update,
)
from benchmarks.figures import Figure

Benchmark = Callable[[], Iterable[Figure]]
# Left out unless named: each takes minutes of its own.
LONG = (
    "backstage",
    "earlier",
    "image",
    "memory",
    "tests",
    "traffic",
    "records",
    "equivalence",
    "faults",
    "batch",
    "online",
    "router",
    "stages",
)


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed beside a yardstick.")
    parser.add_argument("--report", action="store_true", help="what is above its limit, or has no figure, is no error")
    parser.add_argument(
        "--against", default=check.AGAINST, metavar="REF", help="the build that `earlier` compares with"
    )
    parser.add_argument("--times", type=int, default=1, help="how often `check` and `earlier` measure each side")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"copy, synthesis, check, starts, update, adopt, recipe, portal; and by name alone: {', '.join(LONG)}",
    )
    given = parser.parse_args(arguments)
    benchmarks: dict[str, Benchmark] = {
        "copy": copy.measure,
        "synthesis": synthesis.measure,
        "check": partial(check.against_synthesis, given.times),
        "starts": starts.measure,
        "update": update.measure,
        "adopt": adopt.measure,
        "recipe": recipe.measure,
        "portal": portal.measure,
        "backstage": backstage.measure,
        "earlier": partial(check.against_earlier, given.against, given.times),
        "image": image.measure,
        "memory": memory.measure,
        "tests": tests.measure,
        "traffic": traffic.measure,
        "records": records.measure,
        "equivalence": equivalence.measure,
        "faults": faults.measure,
        "batch": batch.measure,
        "online": online.measure,
        "router": router.measure,
        "stages": stages.measure,
    }
    if unknown := [name for name in given.names if name not in benchmarks]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(benchmarks)}")
    figures = []
    for name in given.names or [name for name in benchmarks if name not in LONG]:
        try:
            for figure in benchmarks[name]():
                print(figure, flush=True)
                figures.append(figure)
        except (LookupError, OSError, subprocess.CalledProcessError) as error:
            print(f"{name}: could not be measured: {error}", file=sys.stderr)
            if not given.report:
                return 2
    return 0 if given.report or all(figure.within for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
