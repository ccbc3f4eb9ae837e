"""The environment variables of the function, as typed values that are checked before the first request."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from packet_filter.placement import Entry, Function, Placement
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Name = Annotated[str, Field(min_length=1)]


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message names each one and what is wrong with it."""


class Settings(BaseModel):
    """Where the policy is kept, which fleet it is for, and under which names logs and metrics are written."""

    # The environment also holds credentials: no value of it may get into a message.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    # Powertools reads these three from the environment by itself. They stand here so that a missing one stops the
    # function at its start instead of silently writing logs and metrics under the wrong name.
    service_name: Name = Field(alias="POWERTOOLS_SERVICE_NAME")
    metrics_namespace: Name = Field(alias="POWERTOOLS_METRICS_NAMESPACE")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(alias="LOG_LEVEL", default="INFO")
    policy_bucket: str = Field(alias="POLICY_BUCKET", min_length=3)
    policy_key: Name = Field(alias="POLICY_KEY", default="policy.yaml")
    # What the fleet does and where its packets come from: not every policy fits every fleet.
    function: Function = Field(alias="FUNCTION")
    entry: Entry = Field(alias="ENTRY")
    # Of the image that the fleet runs, not of this function.
    deployed_version: Name = Field(alias="DEPLOYED_VERSION")

    @property
    def placement(self) -> Placement:
        """Where the fleet stands, as far as policies depend on it: the names of its interfaces are the instances'."""
        return Placement(function=self.function, entry=self.entry, inside="inside", outside="outside")

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from environment variables (usually `os.environ`).

        Raises SettingsError, which names every variable that has to be corrected.
        """
        try:
            return cls.model_validate(dict(environment))
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingsError(
                f"Environment variables of this function have to be corrected in its infrastructure: {problems}"
            ) from None
