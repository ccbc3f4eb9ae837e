# For mypy alone: the old name of settings.environment, which 1.0.0 drops (settings/moved.py).
from settings.environment import *  # noqa: F403
