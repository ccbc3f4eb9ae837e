# For mypy alone: the old name of settings.failure, which 0.6.0 drops (settings/moved.py).
from settings.failure import *  # noqa: F403
