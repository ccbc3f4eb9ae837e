"""Runs in an environment of its own, with checkov: a path a line in, the failed checks as a JSON list a line out."""

import contextlib
import json
import sys

from checkov.cloudformation.runner import Runner  # type: ignore[import-not-found]
from checkov.runner_filter import RunnerFilter  # type: ignore[import-not-found]

if __name__ == "__main__":
    answers = sys.stdout
    only = RunnerFilter(framework=["cloudformation"])
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            report = Runner().run(root_folder=None, files=[line.strip()], runner_filter=only)
        print(json.dumps([each.check_id for each in report.failed_checks]), file=answers, flush=True)
