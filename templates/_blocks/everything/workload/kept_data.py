"""A deployment never removes or replaces what holds data by mistake.

CloudFormation replaces a table whose construct has another id, or a property that cannot change: a new one, empty,
takes its place, every check of the release works with the new one, and users miss what they stored.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from monitoring import change_sets, stacks
from monitoring.change_sets import Cause, Change
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from workload.data_types import ARCHIVES, GO_WITH_A_SERVICE, HOLDS_DATA, IN_PLACE, MAY_GROW
from workload.names import Part

RETAINED = {"Retain", "ReplaceAndRetain"}
# So long after a deployment began a stage may be rolled back, and takes away again what that deployment made.
ROLLED_BACK_WITHIN = timedelta(days=1)


def review(
    cloudformation: Any,
    environment: DeploymentEnvironment,
    part: Part,
    *,
    stack: str,
    change_set: str,
    may_be_a_rollback: bool = True,
) -> list[Change]:
    """Print and return what a complete change set would do, and let nothing be lost that `environment` protects.

    may_be_a_rollback: of a stage, which takes away again what the release before had made.
    Raises ActionFailed: as `require_kept`. The change set is gone then, so that nobody executes it.
    """
    found = change_sets.changes(cloudformation, stack, change_set)
    for line in summary(found):
        print(line)
    try:
        require_kept(cloudformation, environment, part, stack=stack, found=found, may_be_a_rollback=may_be_a_rollback)
    except ActionFailed:
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
        raise
    return found


def require_kept(
    cloudformation: Any,
    environment: DeploymentEnvironment,
    part: Part,
    *,
    stack: str,
    found: list[Change],
    may_be_a_rollback: bool = True,
) -> None:
    """Raises ActionFailed: the changes would remove or replace what holds data, and `replace_data` does not name it."""
    if not environment.protect_data:
        return
    lost = losses(found, part, allowed=environment.replace_data)
    may_be_a_rollback &= part == "service" and environment.approval
    if lost and may_be_a_rollback:
        lost = _not_made_lately(cloudformation, lost)
    if lost:
        raise ActionFailed("\n".join(_refusal(stack, environment, lost, may_be_a_rollback=may_be_a_rollback)))
    for name in sorted(set(environment.replace_data) & {each.logical_id for each in found}):
        print(f"{name} may go, as replace_data in environments.py says; take that out once this is deployed.")


def losses(changes: Iterable[Change], part: Part, *, allowed: Collection[str] = ()) -> list[Change]:
    """Those that take data away. allowed: logical ids of what may go."""
    return [each for each in changes if each.logical_id not in allowed and _loses_data(each, part)]


def summary(changes: Iterable[Change]) -> list[str]:
    """A line for each change, what goes first: `prod-data: Remove OrdersTable (AWS::DynamoDB::Table)`."""
    worst_first = sorted(changes, key=lambda each: (each.action != "Remove", not each.replaces, each.action == "Add"))
    return [f"{each.stack}: {_what(each)} {each.logical_id} ({each.type})" for each in worst_first]


def _not_made_lately(cloudformation: Any, lost: list[Change]) -> list[Change]:
    """Without what a stage that is rolled back takes away again."""
    lately = {
        stack: stacks.made_lately(cloudformation, stack, within=ROLLED_BACK_WITHIN)
        for stack in {each.stack for each in lost}
    }
    for each in (each for each in lost if each.logical_id in lately[each.stack]):
        print(f"{each.logical_id} may go: a deployment of the last 24 hours made it, and this may be its rollback.")
    return [each for each in lost if each.logical_id not in lately[each.stack]]


def _loses_data(change: Change, part: Part) -> bool:
    if change.action not in {"Remove", "Dynamic"} and not _replaces(change):
        return False
    if change.type in ARCHIVES:
        return part == "data" and change.policy not in RETAINED
    if change.type in GO_WITH_A_SERVICE and part == "service" and change.action == "Remove":
        return change.policy in RETAINED
    return change.type in HOLDS_DATA


def _replaces(change: Change) -> bool:
    if change.replacement == "Conditional" and change.causes:
        return not all(_leaves_in_place(change.type, cause) for cause in change.causes)
    return change.replaces


def _leaves_in_place(type: str, cause: Cause) -> bool:
    if cause.certain:
        return False
    return cause.property in IN_PLACE.get(type, ()) or (cause.added and cause.property in MAY_GROW.get(type, ()))


def _what(change: Change) -> str:
    if _replaces(change):
        return "Replace" if change.replacement == "True" else "Modify or replace"
    return change.action


def _refusal(
    stack: str, environment: DeploymentEnvironment, lost: list[Change], *, may_be_a_rollback: bool
) -> list[str]:
    ids = ", ".join(f'"{change.logical_id}"' for change in lost)
    lines = [
        f"{stack} was not changed: it would lose data.",
        *(f"- {_sentence(change)}" for change in lost),
        "To keep the data, take the change back: the id of the construct, or the property that is named. If it may go, "
        f"add replace_data=({ids},) to {environment.name} in environments.py, for this release alone.",
    ]
    if may_be_a_rollback:
        lines.append("If this is a rollback, it cannot be told so: release the repair instead.")
    return lines


def _sentence(change: Change) -> str:
    what = f"{change.logical_id} ({change.type}, stack {change.stack})"
    if change.replaces:
        may = "is" if change.replacement == "True" else "may be"
        causes = ", ".join(dict.fromkeys(cause.property for cause in change.causes))
        because = f" because of {causes}" if causes else ""
        left = "; the old one stays behind" if change.policy in RETAINED else ""
        return f"{what} {may} replaced by an empty one{because}{left}."
    if change.action == "Dynamic":
        return f"{what} changes in a way that CloudFormation cannot tell before."
    left = "stays behind, and nothing uses it" if change.policy in RETAINED else "is deleted"
    return f"{what} is no longer in the template: it {left}."
