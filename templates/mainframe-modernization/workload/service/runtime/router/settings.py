"""The environment variables of the container, as typed values that are checked before the first request."""

import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from router.operations import OPERATIONS
from router.origin import is_loopback, is_origin
from router.routes import Route, RoutesError, read_routes

Name = Annotated[str, Field(min_length=1)]
MIB = 1024 * 1024


class SettingsError(Exception):
    """Environment variables are missing or wrong; the message names each one and what is wrong with it."""


class Settings(BaseModel):
    """legacy_url: https, its certificate is verified; plain http is allowed on the loopback interface only. Empty where
    there is no legacy system (any more): then the new service answers every operation.

    legacy_ca_file: PEM of the authority that signed its certificate, where no public one did.
    initial_weights: the document of `routes.py`, from environments.py. weights_parameter: empty without a store.
    other_requests: what becomes of requests of no operation. shadow_seconds: until the answer of a shadow is complete.
    connections: to each side at most. body_limit, answer_limit: in bytes.
    """

    model_config = ConfigDict(frozen=True)

    environment_name: Name = Field(alias="ENVIRONMENT_NAME")
    metrics_namespace: Name = Field(alias="METRICS_NAMESPACE")
    legacy_url: str = Field(alias="LEGACY_URL", default="")
    new_url: Name = Field(alias="NEW_URL")
    legacy_ca_file: Path | None = Field(alias="LEGACY_CA_FILE", default=None)
    # Below legacy_url, which decides what it may say.
    initial_weights: dict[str, Route] = Field(alias="INITIAL_WEIGHTS", default="{}", validate_default=True)
    weights_parameter: str = Field(alias="WEIGHTS_PARAMETER", default="")
    aws_region: str = Field(alias="AWS_REGION", default="")
    weights_seconds: int = Field(alias="WEIGHTS_SECONDS", default=10, ge=1, le=3600)
    other_requests: Literal["legacy", "refuse"] = Field(alias="OTHER_REQUESTS", default="legacy")
    shadow_seconds: int = Field(alias="SHADOW_SECONDS", default=5, ge=1, le=55)
    connections: int = Field(alias="CONNECTIONS", default=100, ge=1, le=10_000)
    body_limit: int = Field(alias="BODY_LIMIT_BYTES", default=MIB, ge=1, le=16 * MIB)
    answer_limit: int = Field(alias="ANSWER_LIMIT_BYTES", default=8 * MIB, ge=1, le=64 * MIB)
    port: int = Field(alias="PORT", default=8080, ge=1, le=65_535)
    version: Name = Field(alias="VERSION", default="local")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(alias="LOG_LEVEL", default="INFO")

    @property
    def service_name(self) -> str:
        """In each line of the log."""
        return "router"

    @field_validator("initial_weights", mode="before")
    @classmethod
    def _initial_weights(cls, text: str, others: ValidationInfo) -> dict[str, Route]:
        try:
            # A wrong LEGACY_URL is told by itself, and not as if there were none.
            return read_routes(text, OPERATIONS, {}, legacy=others.data.get("legacy_url") != "")
        except RoutesError as error:
            raise ValueError(str(error)) from None

    @field_validator("legacy_url", "new_url")
    @classmethod
    def _origin(cls, url: str, field: ValidationInfo) -> str:
        if not url and field.field_name == "legacy_url":
            return url
        if not is_origin(url):
            # A user name and its password would stay in the log.
            shown = re.sub(r"//.*@", "//...@", url)
            raise ValueError(
                f"'{shown}' has to be scheme and host, perhaps a port, for example https://legacy.example.com"
            )
        return url.rstrip("/")

    @field_validator("legacy_url")
    @classmethod
    def _verified(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError(f"'{url}' has to begin with https, for example https://{parts.hostname}")
        return url

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.legacy_url == self.new_url:
            raise ValueError(f"LEGACY_URL and NEW_URL are both '{self.new_url}': name two systems")
        if self.weights_parameter and not self.aws_region:
            raise ValueError("with WEIGHTS_PARAMETER, AWS_REGION has to be set, for example eu-central-1")
        return self

    @property
    def tls(self) -> ssl.SSLContext:
        """Verifies the certificate and that it is of this host. Raises SettingsError: the file holds no certificate."""
        try:
            context = ssl.create_default_context(cafile=self.legacy_ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                f"LEGACY_CA_FILE '{self.legacy_ca_file}' has to be a readable file of PEM certificates: {error}."
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from environment variables (usually `os.environ`).

        Raises SettingsError, which names every variable that has to be corrected.
        """
        try:
            return cls.model_validate(dict(environment))
        except ValidationError as error:
            problems = "; ".join(map(_problem, error.errors()))
            raise SettingsError(
                f"Environment variables of the router have to be corrected in its task definition: {problems}."
            ) from None


def _problem(error: ErrorDetails) -> str:
    parts = (".".join(map(str, error["loc"])), error["msg"].removeprefix("Value error, ").rstrip("."))
    return ": ".join(part for part in parts if part)
