"""`python -m workload.image build|up|down|push|scan|sandbox-repository`: the image on a laptop and in CodeBuild."""

import argparse
import sys
from collections.abc import Callable, Sequence

from settings.failure import exit_code
from workload.image import local, read, sandbox
from workload.image.push import push
from workload.image.scan import scan

PROGRAMS: dict[str, Callable[[], object]] = {
    "build": local.build,
    "up": local.up,
    "down": local.down,
    "push": push,
    "scan": lambda: scan(read()),
    "sandbox-repository": lambda: print(sandbox.repository_uri()),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m workload.image", description=__doc__)
    parser.add_argument("program", choices=PROGRAMS)
    program = PROGRAMS[parser.parse_args(arguments).program]

    def run() -> None:
        program()

    return exit_code(run)


if __name__ == "__main__":
    sys.exit(main())
