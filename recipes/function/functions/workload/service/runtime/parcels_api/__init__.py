"""The function for parcels, behind the API of the service: `handler` answers, `price` does the work."""
