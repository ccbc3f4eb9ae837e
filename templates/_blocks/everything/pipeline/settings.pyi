# For mypy alone: the old name of settings.pipeline, which 1.0.0 drops (settings/moved.py).
from settings.pipeline import *  # noqa: F403
