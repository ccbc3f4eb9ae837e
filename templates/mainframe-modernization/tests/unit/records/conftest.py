"""What the tests of records share."""

from hypothesis import settings

# On a machine with much to do one example may take longer than the 200 milliseconds that hypothesis allows.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
