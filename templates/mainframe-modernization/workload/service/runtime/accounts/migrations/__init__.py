"""The history of the schema of accounts, see `web.migrations`."""
