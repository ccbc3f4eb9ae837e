# For mypy alone: the old name of monitoring.stacks, which 1.0.0 drops (settings/moved.py).
from monitoring.stacks import *  # noqa: F403
