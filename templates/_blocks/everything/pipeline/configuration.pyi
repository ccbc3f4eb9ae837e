# For mypy alone: the old name of settings.configuration, which 1.0.0 drops (settings/moved.py).
from settings.configuration import *  # noqa: F403
