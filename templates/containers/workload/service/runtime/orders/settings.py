"""The environment variables of the container, as typed values that are checked before the first request."""

from web.settings import DatabaseSettings, ServiceSettings


class OrderSettings(ServiceSettings, DatabaseSettings):
    """What the service needs. A variable of your own is a field here."""
