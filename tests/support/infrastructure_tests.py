"""Runs infrastructure tests of rendered repositories: `python infrastructure_tests.py`, `{FOLDER: [WORD, …]}` on stdin.

The words are those of pytest. In one process, since starting the jsii kernel takes longer than the tests. Prints a JSON
object: what pytest printed for each folder in which a test failed.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest
from synthesise import inside

# The promises of the templates. What tools find in all of them is judged by `test_examples_templates.py`.
PROMISES = ["-k", "not cfn_lint and not rules_of_the_cdk"]
OPTIONS = ["-q", "--no-header", "-p", "no:cacheprovider"]


def failure(folder: str, words: list[str]) -> str:
    """What pytest prints when a test fails, else nothing."""
    with inside(Path(folder)), contextlib.redirect_stdout(io.StringIO()) as printed:
        code = pytest.main([*words, *OPTIONS])
    return printed.getvalue() if code else ""


if __name__ == "__main__":
    found = {folder: failure(folder, words) for folder, words in json.load(sys.stdin).items()}
    print(json.dumps({folder: printed for folder, printed in found.items() if printed}))
