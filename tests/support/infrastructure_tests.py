"""Runs infrastructure tests of rendered repositories: `python infrastructure_tests.py`, `{FOLDER: TESTS}` on stdin.

In one process, since starting the jsii kernel takes longer than the tests. Prints a JSON object: what pytest printed
for each folder in which a test failed.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest
from synthesise import inside

# All templates are judged by `test_examples_templates.py`.
OPTIONS = ["-k", "not cfn_lint and not rules_of_the_cdk", "-q", "--no-header", "-p", "no:cacheprovider"]


def failure(folder: str, tests: str) -> str:
    """What pytest prints when one of `tests` fails, else nothing."""
    with inside(Path(folder)), contextlib.redirect_stdout(io.StringIO()) as printed:
        code = pytest.main([tests, *OPTIONS])
    return printed.getvalue() if code else ""


if __name__ == "__main__":
    found = {folder: failure(folder, tests) for folder, tests in json.load(sys.stdin).items()}
    print(json.dumps({folder: printed for folder, printed in found.items() if printed}))
