"""What a release wrote for the instances into its bundle."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from instance_hooks.failure import HookFailed

FILE = "settings.json"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """image: by digest. version: what the function answers at /health. target_group: an ARN. log_group: a name.

    drain_seconds: how long sessions may last after the load balancer sends no new ones.
    checks_addresses: whether EC2 drops packets with foreign addresses, as it does for instances that translate none.
    variables: those of the container.
    """

    image: str
    version: str
    region: str
    target_group: str
    log_group: str
    drain_seconds: int
    checks_addresses: bool
    variables: dict[str, str]

    @classmethod
    def read(cls, bundle: Path) -> Self:
        """Raises HookFailed: the bundle has no settings, or other ones."""
        file = bundle / FILE
        try:
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise HookFailed(f"{file} is not what workload/release.py writes ({error}); release again.") from None

    def write(self) -> str:
        """The text of the file."""
        return json.dumps(vars(self), indent=2, sort_keys=True) + "\n"
