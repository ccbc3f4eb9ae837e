"""The suites, each in a folder of its own; what they share is in support/."""

from settings.moved import lead_old_names

lead_old_names()
