"""Reads what a release would change, before somebody approves it: `python -m pipeline.actions.review ENV`.

Nothing changes. A folder (`--to`) gets `summary.md` for the approver, `summary.txt` with the same in a line, and
`review.json`, which the deployment keeps to.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import boto3

from monitoring.change_sets import Change
from pipeline.actions.environments_by_name import find
from pipeline.actions.require_accounts import require_accounts
from pipeline.review import preview
from pipeline.review.approval import PartReview, Review, of_change_set, of_template
from pipeline.review.deployed import deployed_by
from pipeline.review.summary import PartSummary, page, sentence
from security.session import review_session
from settings.failure import exit_code
from workload import deploy, kept_data
from workload.environment import Environment
from workload.names import PARTS, Part, stack_name

# Beside the minutes that a deployment of the release before may take; the build ends later than both.
PATIENCE_MINUTES = 10


def review(environment: Environment, folder: Path) -> None:
    """Write the review of both parts into `folder`.

    Raises ActionFailed: the release would lose data that the environment protects, a deployment is on its way for too
    long, or the role of reviews does not exist.
    """
    reviewer = review_session(environment)
    read = {part: _part(reviewer, environment, part) for part in PARTS}
    folder.mkdir(parents=True, exist_ok=True)
    execution = os.environ.get("EXECUTION", "")
    parts = {part: reviewed for part, (reviewed, _) in read.items()}
    Review(environment=environment.name, execution=execution, parts=parts).write(folder / "review.json")
    summaries = [summary for _, summary in read.values()]
    text = page(environment.name, summaries)
    (folder / "summary.md").write_text(text, encoding="utf-8")
    (folder / "summary.txt").write_text(sentence(summaries) + "\n", encoding="utf-8")
    print(text)


def _part(reviewer: boto3.Session, environment: Environment, part: Part) -> tuple[PartReview, PartSummary]:
    cloudformation, stack = reviewer.client("cloudformation"), stack_name(environment, part)
    # The release before may be on its way back.
    needed = environment.data_minutes if part == "data" else 2 * environment.deployment_minutes
    minutes = PATIENCE_MINUTES + needed
    exists = preview.await_rest(cloudformation, stack, minutes=minutes)
    planned, fingerprint = deploy.planned(environment, part, reviewer), deploy.fingerprint(environment, part)
    deployed = deployed_by(planned)

    def by_template(found: list[Change], told: str) -> tuple[PartReview, PartSummary]:
        kept_data.require_kept(cloudformation, environment, part, stack=stack, found=found, may_be_a_rollback=False)
        summary = PartSummary(stack=stack, changes=tuple(found), told=(told,), deployed=deployed)
        return of_template(found, fingerprint, transformed=planned.transformed), summary

    if not exists:
        return by_template(preview.all_new(planned), f"Stack {stack} does not exist yet.")
    try:
        name = preview.make(reviewer, environment, planned)
    except preview.NoChangeSet as error:
        print(f"{stack}: there is no change set before its data is deployed: {error}")
        return by_template(
            preview.by_template(cloudformation, planned),
            f"CloudFormation can say what becomes of {stack} only after the data is deployed. This is what its "
            "template changes; each of these may be replaced.",
        )
    if not name:
        return of_change_set([], fingerprint), PartSummary(stack=stack, deployed=deployed)
    try:
        found = kept_data.review(
            cloudformation, environment, part, stack=stack, change_set=name, may_be_a_rollback=False
        )
    finally:
        # Whatever happened: nobody may execute it. One that is gone already is no error.
        preview.discard(cloudformation, stack, name)
    summary = PartSummary(stack=stack, changes=tuple(found), deployed=deployed)
    return of_change_set(found, fingerprint), summary


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.review", description=__doc__)
    parser.add_argument("environment")
    parser.add_argument("--to", type=Path, default=Path("reviewed"), metavar="FOLDER")
    given = parser.parse_args(arguments)

    def reviewed() -> None:
        environment = find(given.environment)
        require_accounts(environment.name)
        review(environment, given.to)

    return exit_code(reviewed)


if __name__ == "__main__":
    sys.exit(main())
