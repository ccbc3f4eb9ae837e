"""What was deployed is what answers."""

import time

from tests.support.deployed import Deployed

# Traffic that moved reaches all front ends within seconds, not at once.
TRIES = 5
PAUSE_SECONDS = 1


def test_the_version_that_answers_is_the_one_that_was_deployed(environment: Deployed) -> None:
    answered = ""
    for _ in range(TRIES):
        answered = environment.request("GET", "/health").body["version"]
        if answered == environment.outputs["DeployedVersion"]:
            break
        time.sleep(PAUSE_SECONDS)
    assert answered == environment.outputs["DeployedVersion"]
