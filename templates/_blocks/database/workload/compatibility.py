"""After a migration and before a release: the version that runs must work on the new schema."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from settings.failure import ActionFailed

# The code of the hooks is a root of its own, as it is in Lambda.
sys.path.append(str(Path(__file__).parent / "service" / "hooks"))
from release_hooks import checks, probes
from release_hooks.sender import Sender

# Requests that waited for a lock of the migration may have failed; that passes.
TRIES = 3
SECONDS_BETWEEN = 10.0


def running_version_works(endpoint: str | None, *, send: probes.Send | None = None) -> bool:
    """Whether the version that runs works before the migration: one that was broken already must not keep its repair
    from being released. True before the first deployment, when endpoint is None.
    """
    try:
        if endpoint is not None:
            asked = send or Sender(endpoint)
            for check in checks.of_the_running_version():
                check(asked)
    except probes.ProbeFailed as error:
        print(f"The version that runs does not work, so the migration is not judged by it: {error}")
        return False
    return True


def previous_version_still_works(
    endpoint: str | None, *, send: probes.Send | None = None, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Ask the version that runs for its health, and try it out with RUNNING_VERSION of `probes.py`.

    endpoint: output of the service stack; None before the first deployment. send, sleep: given by tests.
    Raises ActionFailed: the running version fails on the schema that its successor needs.
    """
    if endpoint is None:
        print("First deployment: no version runs yet that the migration could have broken.")
        return
    for attempt in range(1, TRIES + 1):
        try:
            asked = send or Sender(endpoint)
            for check in (probes.alive, *checks.of_the_running_version()):
                check(asked)
        except probes.ProbeFailed as error:
            if attempt == TRIES:
                raise ActionFailed(
                    f"The version that runs does not work on the migrated database: {error}. It serves users until "
                    f"the release, so repair the schema forward: give back what that version still uses."
                ) from error
            sleep(SECONDS_BETWEEN)
        else:
            print("The version that runs works on the migrated database.")
            return
