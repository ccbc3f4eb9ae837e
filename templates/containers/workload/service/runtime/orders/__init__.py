"""The orders service: the HTTP API calls logic, logic calls the store."""
