"""What makes the tests quicker and changes nothing that they say. The files conftest.py use it."""

import functools
import gc
from typing import Any

from botocore.loaders import JSONFileLoader

# Also while the tests are imported, and with them thousands of modules without garbage: to look for it takes a fifth of
# that time.
gc.set_threshold(100_000)


def read_descriptions_of_aws_once() -> None:
    """Each session of boto3 would read those of the same services again, which takes longer than most tests do."""
    read: Any = functools.cache(functools.partial(JSONFileLoader.load_file, JSONFileLoader()))
    JSONFileLoader.load_file = lambda _self, file_path: read(file_path)  # type: ignore[method-assign]


def pytest_collection_finish() -> None:
    """What is imported by then stays, and what a test leaves is little: neither is worth going through all the time."""
    gc.freeze()
