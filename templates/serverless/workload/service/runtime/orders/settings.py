"""The environment variables of the functions, as typed values that are checked before the first request."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message names each one and what is wrong with it."""


class FunctionSettings(BaseModel):
    """What every function of this service needs."""

    # The environment also holds credentials: no value of it may get into a message.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    # Powertools reads these three from the environment by itself. They stand here so that a missing one stops the
    # function at its start instead of silently writing logs and metrics under the wrong name.
    service_name: str = Field(alias="POWERTOOLS_SERVICE_NAME", min_length=1)
    metrics_namespace: str = Field(alias="POWERTOOLS_METRICS_NAMESPACE", min_length=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(alias="LOG_LEVEL", default="INFO")

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


class ApiSettings(FunctionSettings):
    """What the API function needs besides: the names of its two DynamoDB tables and its own version."""

    table_name: str = Field(alias="TABLE_NAME", min_length=3)
    idempotency_table_name: str = Field(alias="IDEMPOTENCY_TABLE_NAME", min_length=3)
    # Set by Lambda itself; "$LATEST" when no published version runs.
    function_version: str = Field(alias="AWS_LAMBDA_FUNCTION_VERSION", default="$LATEST")


class HookSettings(FunctionSettings):
    """What a CodeDeploy hook needs besides: the function version that it has to try out, and what that has to find."""

    # A qualified ARN of a published version: an alias or $LATEST would test something else than what is deployed.
    target_version_arn: str = Field(
        alias="TARGET_VERSION_ARN", pattern=r"^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+:\d+$"
    )

    # Where a release before this one placed what the store still has to hold; "none" when none did.
    kept_probe: str = Field(alias="KEPT_PROBE", default="none", pattern=r"^(none|/[A-Za-z0-9/._~-]{1,200})$")

    @property
    def target_version(self) -> str:
        """The number of the version under test, as `GET /health` of that version reports it."""
        return self.target_version_arn.rsplit(":", 1)[1]
