# For mypy alone: the old name of settings.pipeline, which 0.6.0 drops (settings/moved.py).
from settings.pipeline import *  # noqa: F403
