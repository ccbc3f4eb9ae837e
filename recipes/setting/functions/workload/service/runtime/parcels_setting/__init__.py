"""The parameter and the secret for parcels: `read` has both at run time."""
