"""What an instance knows of itself: its id, and the interface by which it reaches others."""

import http.client
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from instance_hooks.failure import HookFailed

METADATA = "169.254.169.254"
TOKEN_PATH, ID_PATH = "/latest/api/token", "/latest/meta-data/instance-id"
ROUTES = Path("/proc/net/route")
# The destination of a default route, as the kernel writes it.
EVERYWHERE = "00000000"


def instance_id() -> str:
    """Raises HookFailed: the instance metadata service does not answer."""
    token = _metadata("PUT", TOKEN_PATH, {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    return _metadata("GET", ID_PATH, {"X-aws-ec2-metadata-token": token})


def own_interface(routes: Path = ROUTES) -> str:
    """The interface of the default route, for example "ens5". Raises HookFailed: there is none."""
    for line in routes.read_text(encoding="ascii").splitlines()[1:]:
        interface, destination = line.split()[:2]
        if destination == EVERYWHERE:
            return interface
    raise HookFailed(f"No interface has a default route in {routes}, so translated packets have no way out.")


def _metadata(method: str, path: str, headers: Mapping[str, str]) -> str:
    connection = http.client.HTTPConnection(METADATA, timeout=5)
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise HookFailed(f"The instance metadata service does not say which instance this is: {error}.") from None
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK:
        raise HookFailed(f"The instance metadata service answers {answer.status} to {path}.")
    return text
