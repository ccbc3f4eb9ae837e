"""Answers a deployment that waits: `python -m pipeline.actions.continue_deployment ENV [--rollback yes]`."""

import argparse
import sys
from collections.abc import Sequence

from pipeline.actions.environments_by_name import find
from security.session import own_session
from settings.failure import exit_code
from workload.paused_deployment import answer


def _continue(name: str, *, roll_back: bool) -> None:
    environment = find(name)
    # The person's own rights: no role of the pipeline answers for somebody.
    print(answer(own_session(environment), environment, "ROLLBACK" if roll_back else "CONTINUE"))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.continue_deployment", description=__doc__)
    parser.add_argument("environment")
    # A word, so that no other one is taken for it: `ROLLBACK=no` does neither.
    parser.add_argument("--rollback", choices=("yes",))
    given = parser.parse_args(arguments)
    return exit_code(lambda: _continue(given.environment, roll_back=given.rollback == "yes"))


if __name__ == "__main__":
    sys.exit(main())
