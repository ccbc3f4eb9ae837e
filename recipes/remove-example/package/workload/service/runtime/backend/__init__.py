"""The service: its API, and what it needs to run. Your logic stands in modules of its own beside them."""
