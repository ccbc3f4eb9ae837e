"""Whether the worker still takes messages. ECS runs this module, and replaces a task in which it fails."""

import sys
import tempfile
import time
from pathlib import Path

# A message that is worked on for longer comes again, to another task too.
LONGEST_SECONDS = 600
FILE = Path(tempfile.gettempdir(), "parcels_worker")


def alive() -> None:
    """Say that the worker is about to take a message."""
    FILE.touch()


def is_alive() -> bool:
    """Whether the worker said so since the longest work could have begun."""
    try:
        return time.time() - FILE.stat().st_mtime < LONGEST_SECONDS + 60
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_alive() else "The worker takes no messages")
