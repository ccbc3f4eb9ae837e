"""The environment variables of the worker, as typed values that are checked before the first message."""

from pydantic import Field
from web.settings import Name, NamedSettings


class ParcelsSettings(NamedSettings):
    """What the worker needs. A variable of your own is a field here."""

    metrics_namespace: Name = Field(alias="METRICS_NAMESPACE")
    queue_url: Name = Field(alias="PARCELS_QUEUE_URL")
