# For mypy alone: the old name of settings.delivery, which 1.0.0 drops (settings/moved.py).
from settings.delivery import *  # noqa: F403
