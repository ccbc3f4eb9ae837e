"""Where the document of weights lies: a parameter of Systems Manager, which keeps its versions.

Parameter Store and not AppConfig: it is one resource, written by one call and read by one, where AppConfig adds an
application, an environment, a profile, a strategy and an agent. Who wrote which version stands in its history.
Versions are asked for by number. Source: AWS Systems Manager API Reference, GetParameter ("name:version").
"""

import re
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

# How many versions before the newest are looked at for one that can be read. After a release was taken back these may
# be many: all that name an operation which the older router does not know.
VERSIONS_BACK = 25


class ParameterError(Exception):
    """Systems Manager did not do it; the message names the parameter and why."""


@dataclass(frozen=True, kw_only=True)
class Versioned:
    """A document as it was written, perhaps wrong. version: from 1 on."""

    text: str
    version: int


def parameter_name(project: str, environment: str) -> str:
    """Such as "/orders/dev/router/weights". Raises ValueError: a name that no parameter can have."""
    for what, name in (("project", project), ("environment", environment)):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,62}", name):
            raise ValueError(f"The {what} '{name}' has to be lower case letters, digits and hyphens, for example dev.")
    return f"/{project}/{environment}/router/weights"


class Parameter:
    """One parameter. client: of boto3 for "ssm"; it has to give up within seconds."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self.name = name

    def read(self, version: int | None = None) -> Versioned | None:
        """The newest version, or this one; None: there is none. Raises ParameterError."""
        try:
            asked = self.name if version is None else f"{self.name}:{version}"
            found = self._client.get_parameter(Name=asked)["Parameter"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ("ParameterNotFound", "ParameterVersionNotFound"):
                return None
            raise self._error(error) from None
        except BotoCoreError as error:
            raise self._error(error) from None
        return Versioned(text=found["Value"], version=int(found["Version"]))

    def write(self, text: str) -> int:
        """Returns its version. Raises ParameterError."""
        try:
            written = self._client.put_parameter(Name=self.name, Value=text, Type="String", Overwrite=True)
        except (BotoCoreError, ClientError) as error:
            raise self._error(error) from None
        return int(written["Version"])

    def _error(self, error: Exception) -> ParameterError:
        return ParameterError(f"Parameter {self.name}: {str(error).rstrip('.')}.")
