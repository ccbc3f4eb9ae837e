"""The pipeline: its stages in order, and the programs that its builds run."""

from settings.moved import lead_old_names

lead_old_names()
