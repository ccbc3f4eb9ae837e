"""The function for parcels, behind the same API as that for orders: `handler` answers, `price` does the work."""
