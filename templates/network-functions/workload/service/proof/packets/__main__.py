"""One task: MODE says which, PLAN (JSON) what it does. The result is one line of JSON in the log."""

import json
import os
from collections.abc import Callable
from typing import Any

from .endurance import endure
from .probes import probe
from .server import serve
from .volume import volume

# The suite looks for this key in the log.
RESULT = "packet_proof"
# What writes the log cuts longer lines, of which no piece would be a result.
MOST_BYTES = 16_000
MODES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "server": serve,
    "probe": probe,
    "volume": volume,
    "endure": endure,
}


def main() -> None:
    """Raises KeyError or ValueError, which ends the task with an error: MODE or PLAN is wrong, or asks for too much."""
    line = json.dumps({RESULT: MODES[os.environ["MODE"]](json.loads(os.environ["PLAN"]))})
    if len(line) > MOST_BYTES:
        raise ValueError(f"the result has {len(line)} bytes, of which {MOST_BYTES} fit into a line of the log")
    print(line, flush=True)


if __name__ == "__main__":
    main()
