"""The environment variables of the container, as typed values that are checked before the first request."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

Name = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65_535)]


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message names each one and what is wrong with it."""


class NamedSettings(BaseModel):
    """Under which names logs are written."""

    # The environment also holds credentials: no value of it may get into a message.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    service_name: Name = Field(alias="SERVICE_NAME")
    environment_name: Name = Field(alias="ENVIRONMENT_NAME")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(alias="LOG_LEVEL", default="INFO")
    aws_region: Name | None = Field(alias="AWS_REGION", default=None)

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from environment variables (usually `os.environ`).

        Raises SettingsError, which names every variable that has to be corrected.
        """
        try:
            return cls.model_validate(dict(environment))
        except ValidationError as error:
            problems = "; ".join(
                ": ".join(part for part in (".".join(map(str, e["loc"])), e["msg"]) if part) for e in error.errors()
            )
            raise SettingsError(
                f"Environment variables of this container have to be corrected in its task definition: {problems}"
            ) from None


class DatabaseSettings(NamedSettings):
    """Where the database is, and who signs in."""

    database_host: Name = Field(alias="DATABASE_HOST")
    database_port: Port = Field(alias="DATABASE_PORT", default=5432)
    database_name: Name = Field(alias="DATABASE_NAME")
    database_user: Name = Field(alias="DATABASE_USER")
    # Without a password the service signs in with a token of IAM.
    database_password: SecretStr | None = Field(alias="DATABASE_PASSWORD", default=None, min_length=1)
    database_sslmode: Literal["disable", "require", "verify-ca", "verify-full"] = Field(
        alias="DATABASE_SSLMODE", default="require"
    )
    database_iam_region: Name | None = Field(alias="DATABASE_IAM_REGION", default=None)

    @property
    def iam_region(self) -> str | None:
        """The region of the database, for the token to sign in with."""
        return self.database_iam_region or self.aws_region

    @model_validator(mode="after")
    def can_sign_in(self) -> Self:
        """A token of IAM holds for one region."""
        if self.database_password is None and self.iam_region is None:
            raise ValueError("without DATABASE_PASSWORD, DATABASE_IAM_REGION or AWS_REGION has to be set")
        return self


class ServiceSettings(NamedSettings):
    """What a service needs: its port, its version, and where metrics and traces go."""

    port: Port = Field(alias="PORT", default=8080)
    version: Name = Field(alias="VERSION", default="local")
    metrics_namespace: Name = Field(alias="METRICS_NAMESPACE")
    traces_endpoint: str | None = Field(
        alias="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", default=None, pattern=r"^https?://[^/]"
    )

    @model_validator(mode="after")
    def can_sign_traces(self) -> Self:
        """A signature of AWS holds for one region."""
        if self.traces_endpoint is not None and self.aws_region is None:
            raise ValueError("with OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, AWS_REGION has to be set")
        return self


class MigrationSettings(DatabaseSettings):
    """What the migration needs besides: the role that the service signs in with. It signs in as the owner itself."""

    application_user: Name = Field(alias="APPLICATION_USER")

    @model_validator(mode="after")
    def service_is_not_the_owner(self) -> Self:
        """The service must be able to change rows, and nothing about the tables."""
        if self.application_user == self.database_user:
            raise ValueError(
                f"APPLICATION_USER and DATABASE_USER are both '{self.database_user}', but the service must not own its "
                "tables: name two roles, for example APPLICATION_USER=service and DATABASE_USER=owner"
            )
        return self
