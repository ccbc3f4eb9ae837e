"""moto answers one call at a time, as threads need it.

It looks at the condition of a write and then writes, with nothing between them that keeps other threads out: two
executions could take one lock. And it undoes a transaction that failed by putting all tables back to what they were
at its start, with what others wrote meanwhile.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.botocore_stubber import BotocoreStubber


@contextmanager
def in_order() -> Iterator[None]:
    """Calls of this process's clients, and of those that the stubber answers for other processes, come one by one."""
    answer, lock = BotocoreStubber.process_request, threading.RLock()

    def one_at_a_time(*arguments: Any) -> Any:
        with lock:
            return answer(*arguments)

    with patch.object(BotocoreStubber, "process_request", one_at_a_time):
        yield
