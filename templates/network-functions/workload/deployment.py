"""One deployment of CodeDeploy: waits for it, and says why it failed in the words of the instance."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from settings.failure import ActionFailed

SECONDS_BETWEEN_LOOKS = 15.0
ENDED = {"Succeeded", "Failed", "Stopped"}
# CodeDeploy keeps the last lines that a hook printed; a person needs the end of them.
SHOWN_CHARACTERS = 500
# It begins to go back a moment after it has failed.
LOOKS_FOR_WAY_BACK = 5


class Deployment:
    """codedeploy: a client. id: of the deployment. clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        codedeploy: Any,
        id: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._codedeploy, self.id = codedeploy, id
        self._clock, self._sleep = clock, sleep

    def wait(self, end: float) -> None:
        """Return when it has succeeded. end: when to give up, by the clock.

        Raises ActionFailed: it failed, and CodeDeploy went back to the revision before or could not; or it has not
        ended, and was stopped.
        """
        ended = self._until_ended(end)
        if ended is None:
            self._codedeploy.stop_deployment(deploymentId=self.id, autoRollbackEnabled=True)
            raise ActionFailed(
                f"Deployment {self.id} did not end in time and was stopped; CodeDeploy goes back to the one before."
            )
        if ended["status"] != "Succeeded":
            raise ActionFailed(f"Deployment {self.id} {self._why(ended)}{self._said()} {self._went_back(ended, end)}")

    def _until_ended(self, end: float) -> dict[str, Any] | None:
        while True:
            found: dict[str, Any] = self._codedeploy.get_deployment(deploymentId=self.id)["deploymentInfo"]
            if found["status"] in ENDED:
                return found
            if self._clock() >= end:
                return None
            self._sleep(SECONDS_BETWEEN_LOOKS)

    def _why(self, ended: dict[str, Any]) -> str:
        problem = ended.get("errorInformation", {})
        word = "was stopped" if ended["status"] == "Stopped" else "failed"
        return f"{word} ({problem.get('code', 'no code')}): {problem.get('message', 'CodeDeploy gives no reason')}"

    def _said(self) -> str:
        """The first instance that failed, its hook, and what that printed; empty: none of them failed by itself."""
        for target in self._targets():
            for event in target.get("lifecycleEvents", ()):
                found = event.get("diagnostics", {})
                if event.get("status") == "Failed":
                    said = found.get("logTail", "").strip()[-SHOWN_CHARACTERS:] or found.get("message", "")
                    return f" Instance {target['targetId']}, {event['lifecycleEventName']}: {said or 'no word'}"
        return ""

    def _targets(self) -> Iterator[dict[str, Any]]:
        pages = self._codedeploy.get_paginator("list_deployment_targets").paginate(
            deploymentId=self.id, targetFilters={"TargetStatus": ["Failed"]}
        )
        for ids in (page["targetIds"] for page in pages):
            if ids:
                answer = self._codedeploy.batch_get_deployment_targets(deploymentId=self.id, targetIds=ids)
                yield from (target["instanceTarget"] for target in answer["deploymentTargets"])

    def _went_back(self, ended: dict[str, Any], end: float) -> str:
        id = self._way_back(ended)
        if not id:
            return "There was no revision to go back to: the instances that it reached carry no packets."
        back = Deployment(self._codedeploy, id, clock=self._clock, sleep=self._sleep)._until_ended(end)
        if back is None:
            return f"CodeDeploy is going back to the revision before as deployment {id}, and has not ended."
        if back["status"] == "Succeeded":
            return f"CodeDeploy went back to the revision before, as deployment {id}."
        return f"Going back failed as well, as deployment {id}: the instances need a person, see docs/runbook.md."

    def _way_back(self, ended: dict[str, Any]) -> str:
        for _ in range(LOOKS_FOR_WAY_BACK):
            if id := ended.get("rollbackInfo", {}).get("rollbackDeploymentId"):
                return str(id)
            self._sleep(SECONDS_BETWEEN_LOOKS)
            ended = self._codedeploy.get_deployment(deploymentId=self.id)["deploymentInfo"]
        return ""
