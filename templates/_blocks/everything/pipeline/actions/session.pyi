# For mypy alone: the old name of security.session, which 1.0.0 drops (settings/moved.py).
from security.session import *  # noqa: F403
