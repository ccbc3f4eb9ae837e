"""What was approved, and that nothing else is deployed.

`make review` writes down what the change sets of an environment would do, a person reads it and approves, and a
deployment compares its own change set with that. Production may have changed in between: by another release, by hand.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import boto3

from monitoring.change_sets import Change
from project import NAME
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from workload.names import Part
from workload.planned import BEFORE_APPROVAL


@dataclass(frozen=True, kw_only=True)
class PartReview:
    """What was read of one part. contents: of its change set, each as `content` gives it.

    touched: where there was no change set to read, logical ids that the template adds, changes or removes.
    """

    contents: tuple[str, ...] = ()
    touched: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """What was read before an approval. execution: of the pipeline."""

    environment: str
    execution: str
    parts: dict[Part, PartReview]

    def write(self, file: Path) -> None:
        """Leave it in `file` for `read`."""
        file.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def require(self, part: Part, changes: Iterable[Change]) -> None:
        """Raises ActionFailed: one of these changes was not there to be read before the approval."""
        reviewed = self.parts[part]
        other = [each for each in changes if not _was_read(each, reviewed)]
        if other:
            what = ", ".join(f"{each.action} {each.logical_id} ({each.type})" for each in other)
            raise ActionFailed(
                f"{other[0].stack} was not changed: this was not in what was approved for execution {self.execution}: "
                f"{what}. {self.environment} has changed since then, by another release or by hand. Start the release "
                "again ('Release change'), which reads it again and asks again."
            )


def content(change: Change) -> str:
    """What a change does to a resource; two with the same content do the same. What was there before does not count."""
    after = json.dumps(change.after, sort_keys=True).replace(BEFORE_APPROVAL, "")
    digest = hashlib.sha256(after.encode()).hexdigest()
    return " ".join(
        (change.stack, change.logical_id, change.type, change.action, change.replacement, change.policy, digest)
    )


def _was_read(change: Change, reviewed: PartReview) -> bool:
    if reviewed.touched is None:
        return content(change) in reviewed.contents
    # What the template leaves as it is may follow a value that it refers to, and what SAM makes of a resource begins
    # with its name.
    follows = change.action == "Modify" and not change.replaces
    return follows or any(change.logical_id.startswith(each) for each in reviewed.touched)


def read(file: Path) -> Review:
    """The review that `write` left. Raises ActionFailed: there is none, or it cannot be read."""
    try:
        stored = json.loads(file.read_text("utf-8"))
        parts = {part: _part(stored["parts"][part]) for part in get_args(Part)}
        return Review(environment=str(stored["environment"]), execution=str(stored["execution"]), parts=parts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ActionFailed(
            f"{file} is not what `make review` writes ({type(error).__name__}), so nobody knows what was approved."
        ) from error


def _part(given: dict[str, Any]) -> PartReview:
    touched = given["touched"]
    return PartReview(contents=tuple(given["contents"]), touched=None if touched is None else tuple(touched))


def approved(environment: DeploymentEnvironment, file: Path | None) -> Review | None:
    """The review that this deployment has to keep to; None where nobody approves, or a stage is rolled back.

    A rollback deploys the release before, which was approved in its time, over what nobody foresaw then.
    Raises ActionFailed: a release of the pipeline comes without a review, or with that of another execution.
    """
    stage = os.environ.get("STAGE", "")
    if not environment.approval or not stage:
        return None
    if file is None:
        raise ActionFailed(f"{environment.name} was not reviewed: APPROVED names no file, for example review.json.")
    review = read(file)
    now = _running(boto3.client("codepipeline"), stage)
    if now.get("type") == "ROLLBACK":
        print(f"Stage {stage} is rolled back: what that changes was not read by whoever approved.")
        return None
    execution = now.get("pipelineExecutionId", "")
    if (review.environment, review.execution) != (environment.name, execution):
        raise ActionFailed(
            f"{file} was approved for execution {review.execution} and {review.environment}; this is execution "
            f"{execution} and {environment.name}. Start the release again ('Release change')."
        )
    return review


def _running(codepipeline: Any, stage: str) -> dict[str, str]:
    states = codepipeline.get_pipeline_state(name=NAME)["stageStates"]
    found: dict[str, str] = next(each["latestExecution"] for each in states if each["stageName"] == stage)
    return found
