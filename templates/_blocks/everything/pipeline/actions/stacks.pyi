# For mypy alone: the old name of monitoring.stacks, which 0.6.0 drops (settings/moved.py).
from monitoring.stacks import *  # noqa: F403
