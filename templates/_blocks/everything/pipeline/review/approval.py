"""What was approved, and that nothing is deployed or taken away but that.

`make review` writes down what the change sets of an environment would do, a person reads it and approves, and a
deployment compares: it deploys what Build made then, and takes away only what was read to go. Production may have
changed in between, by another release or by hand, so the two change sets need not be equal: what is added or changed in
place only becomes what the approved template says.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3

from monitoring.change_sets import Change
from project import NAME
from security.patience import patiently
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from workload.names import PARTS, Part

# A release makes new ones of these and removes the old ones, whatever it changes: they are copies of something else.
SNAPSHOTS = {
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGatewayV2::Deployment",
    "AWS::ECS::TaskDefinition",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Version",
}


@dataclass(frozen=True, kw_only=True)
class PartReview:
    """What was read of one part.

    fingerprint: of what Build made of it. gone: `stack id` of each resource that was read as removed or replaced;
    `stack id*` allows those whose id begins so, since SAM makes several of one. nested: a nested stack changes, and its
    resources could not be read.
    """

    fingerprint: str
    gone: tuple[str, ...] = ()
    nested: bool = False


@dataclass(frozen=True, kw_only=True)
class Review:
    """What was read before an approval. execution: of the pipeline."""

    environment: str
    execution: str
    parts: dict[Part, PartReview]

    def write(self, file: Path) -> None:
        """Leave it in `file` for `read`."""
        file.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def require_made(self, part: Part, *, stack: str, fingerprint: str) -> None:
        """Raises ActionFailed: this is not what Build made of the part then."""
        if fingerprint != self.parts[part].fingerprint:
            raise ActionFailed(
                f"{stack} was not changed: its template or image is not the one that was approved for execution "
                f"{self.execution}. Start the release again ('Release change'), which reads it again and asks again."
            )

    def require_read(self, part: Part, changes: Iterable[Change], *, stack: str) -> None:
        """Raises ActionFailed: one of these changes takes away what was not read to go."""
        reviewed = self.parts[part]
        other = [each for each in changes if goes(each) and not _was_read(each, reviewed, stack)]
        if other:
            what = ", ".join(f"{each.action} {each.logical_id} ({each.type})" for each in other)
            raise ActionFailed(
                f"{stack} was not changed: this was not in what was approved for execution {self.execution}: {what}. "
                f"{self.environment} has changed since then, by another release, by the data of this one or by hand. "
                "Start the release again ('Release change'), which reads it again and asks again."
            )


def goes(change: Change) -> bool:
    """Whether a change takes away what is there. Every other one only brings it to what the template says.

    What is replaced only if a resource that it refers to gets another value is not counted: that resource is.
    """
    if change.type in SNAPSHOTS:
        return False
    if change.replacement == "Conditional" and change.causes:
        return not all(each.follows for each in change.causes)
    return change.replaces or change.action in {"Remove", "Dynamic"}


def of_change_set(changes: Iterable[Change], fingerprint: str) -> PartReview:
    """What was read of a change set."""
    return PartReview(fingerprint=fingerprint, gone=tuple(_name(each) for each in changes if goes(each)))


def of_template(changes: Iterable[Change], fingerprint: str, *, transformed: bool) -> PartReview:
    """What was read of a template, beside the one that is deployed. transformed: SAM makes the resources of it."""
    touched = [each for each in changes if each.action != "Add"]
    nested = any(each.type == "AWS::CloudFormation::Stack" for each in touched)
    end = "*" if transformed else ""
    return PartReview(fingerprint=fingerprint, gone=tuple(f"{_name(each)}{end}" for each in touched), nested=nested)


def _name(change: Change) -> str:
    return f"{change.stack} {change.logical_id}"


def _was_read(change: Change, reviewed: PartReview, stack: str) -> bool:
    if reviewed.nested and change.stack != stack:
        return True
    name = _name(change)
    return any(name == each or (each.endswith("*") and name.startswith(each[:-1])) for each in reviewed.gone)


def read(file: Path) -> Review:
    """The review that `write` left. Raises ActionFailed: there is none, or it cannot be read."""
    try:
        stored = json.loads(file.read_text("utf-8"))
        parts = {part: _part(stored["parts"][part]) for part in PARTS}
        return Review(environment=str(stored["environment"]), execution=str(stored["execution"]), parts=parts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ActionFailed(
            f"{file} is not what `make review` writes ({type(error).__name__}), so nobody knows what was approved."
        ) from error


def _part(given: dict[str, Any]) -> PartReview:
    return PartReview(fingerprint=str(given["fingerprint"]), gone=tuple(given["gone"]), nested=bool(given["nested"]))


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
    now = patiently(lambda: _running(boto3.client("codepipeline"), stage))
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
