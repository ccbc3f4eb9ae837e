"""For every suite: what the tests imported stays until the end, so the garbage collector need not look at it again."""

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
