"""Runs in an environment of its own, with checkov, which starts once: a JSON list of files a line in, and out, for each
file, the failed checks. Files that are judged together take less time than one after another.
"""

import contextlib
import json
import sys

from checkov.cloudformation.runner import Runner  # type: ignore[import-not-found]
from checkov.runner_filter import RunnerFilter  # type: ignore[import-not-found]

if __name__ == "__main__":
    answers = sys.stdout
    only = RunnerFilter(framework=["cloudformation"])
    for line in sys.stdin:
        files = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            report = Runner().run(root_folder=None, files=files, runner_filter=only)
        unread = sorted({*files} & {*report.parsing_errors})
        failed: dict[str, list[str]] = {file: [] for file in files}
        for each in report.failed_checks:
            failed[each.file_abs_path].append(each.check_id)
        # A template that is not parsed is a finding of its own, as it is of cfn-lint.
        print(json.dumps({**failed, **{file: ["not parsed"] for file in unread}}), file=answers, flush=True)
