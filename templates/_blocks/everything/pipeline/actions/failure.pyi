# For mypy alone: the old name of settings.failure, which 1.0.0 drops (settings/moved.py).
from settings.failure import *  # noqa: F403
