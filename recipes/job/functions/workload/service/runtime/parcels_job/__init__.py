"""The job for parcels, which a schedule starts: `handler` reads what the schedule sends, `job` does the work."""
