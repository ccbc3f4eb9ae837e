"""The job for parcels: `handler` reads what its schedule sends, `job` does the work."""
