"""Environments as `environments.py` could have them: SANDBOX but for a value or two. Few, since each is synthesised."""

from dataclasses import replace

from environments import SANDBOX

# Other functions.
SMALL = replace(SANDBOX, memory_mb=256 if SANDBOX.memory_mb != 256 else 320)
# The same functions.
GUARDED = replace(SANDBOX, protect_data=True, requests_per_second=7, p99_milliseconds=321)
