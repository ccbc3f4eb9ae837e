"""Runs unit tests of several rendered repositories: `python unit_tests.py`, with `{FOLDER: [TEST, …]}` on stdin.

Prints a JSON object: what pytest printed for each folder in which a test failed.
"""

import contextlib
import functools
import io
import json
import multiprocessing
import os
import sys

import aws_lambda_powertools  # noqa: F401 - imported once, for all of them
import moto.cloudformation.parsing  # noqa: F401
import pytest
from botocore.loaders import JSONFileLoader

# Half of the time of these tests is reading the same descriptions of AWS again, for each client.
_load = functools.cache(JSONFileLoader().load_file)
JSONFileLoader.load_file = lambda self, path: _load(path)  # type: ignore[method-assign]


def failure(folder: str, tests: list[str]) -> str:
    """What pytest prints when one of `tests` fails, else nothing."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = pytest.main([*tests, "-q", "--no-header", "-p", "no:cacheprovider"])
    return printed.getvalue() if code else ""


if __name__ == "__main__":
    chosen: dict[str, list[str]] = json.load(sys.stdin)
    # A process for each folder, since their modules have the same names; forked, so that it has the imports from above.
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        printed = pool.starmap(failure, chosen.items(), chunksize=1)
    print(json.dumps({folder: text for folder, text in zip(chosen, printed, strict=True) if text}))
