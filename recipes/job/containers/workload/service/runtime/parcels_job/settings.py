"""The environment variables of the job, as typed values that are checked before it begins."""

from datetime import UTC, datetime

from pydantic import AwareDatetime, Field
from web.settings import DatabaseSettings, Name


class ParcelsSettings(DatabaseSettings):
    """What the job needs. A variable of your own is a field here."""

    metrics_namespace: Name = Field(alias="METRICS_NAMESPACE")
    # The schedule says it. Now, where a person starts the job without.
    due: AwareDatetime = Field(alias="DUE", default_factory=lambda: datetime.now(UTC))
