"""A plugin of pytest for suites that wait for jobs: here these end within seconds, and nobody has to wait longer."""

import time
from typing import Any

_SHORT_SECONDS = 0.2
_sleep = time.sleep


def _shorter(seconds: Any) -> None:
    _sleep(min(seconds, _SHORT_SECONDS))


time.sleep = _shorter
