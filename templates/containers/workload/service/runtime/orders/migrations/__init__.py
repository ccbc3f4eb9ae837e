"""The history of the schema: one module per step in `versions/`; `make migration` adds one (see `web.migrations`)."""
