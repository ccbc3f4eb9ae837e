"""The environment variables of the hooks, as typed values that are checked before the first request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

ADDRESS = r"https?://[A-Za-z0-9.-]+(:\d{1,5})?"
# Variable: its pattern, and an example for whoever has to correct it.
RULES = {
    "ENDPOINT": (ADDRESS, "https://api.example.com"),
    "TEST_ENDPOINT": (ADDRESS, "https://api.example.com:8443"),
    "RELEASE_TEST_SECRET_ARN": (
        r"arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+",
        "arn:aws:secretsmanager:eu-west-1:111111111111:secret:release-test-AbCdEf",
    ),
    "TLS_NAME": (r"[A-Za-z0-9.-]*", "api.example.com"),
    "KEPT_PROBE": (r"none|/[A-Za-z0-9/._~-]{1,200}", "/orders/4f2c91d0-0000-4000-8000-000000000000"),
    "LOG_LEVEL": ("DEBUG|INFO|WARNING|ERROR|CRITICAL", "INFO"),
}


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message names each one, the rule and an example."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What both hooks need.

    endpoint: the load balancer, where users ask. test_endpoint: where only who knows the secret is let through, to the
    new tasks. Neither has a slash at its end.
    tls_name: the domain that the certificate holds for, empty without one. The hooks do not ask a name server for it:
    they are called in the first deployment, when it leads nowhere yet.
    kept_probe: path where an earlier release placed what the store still has to hold; "none" when none did.
    """

    endpoint: str
    test_endpoint: str
    release_test_secret_arn: str
    tls_name: str
    kept_probe: str
    log_level: str

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from environment variables (usually `os.environ`). Raises SettingsError."""
        values = {"LOG_LEVEL": "INFO", "TLS_NAME": "", "KEPT_PROBE": "none"}
        values |= {name: environment[name] for name in RULES if name in environment}
        problems = [
            f'{name}="{values.get(name, "")}": must match {pattern}, for example {name}="{example}"'
            for name, (pattern, example) in RULES.items()
            if not re.fullmatch(pattern, values.get(name, ""))
        ]
        if problems:
            raise SettingsError(f"Correct the environment variables of this function: {'; '.join(problems)}")
        return cls(**{name.lower(): value for name, value in values.items()})
