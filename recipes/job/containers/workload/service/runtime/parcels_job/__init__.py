"""The job for parcels: `python -m parcels_job` starts it, `job` does the work."""
