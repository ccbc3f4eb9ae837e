# For mypy alone: the old name of settings.packaging, which 1.0.0 drops (settings/moved.py).
from settings.packaging import *  # noqa: F403
