"""A release never sends users back to target groups that they have left.

ECS and CodeDeploy move users from one target group to the other by the weights of a listener or its rule, and leave
them there. A template has fixed weights. When CloudFormation modifies that listener or rule it writes them, and users
meet tasks that are gone (aws-cdk issue 36649). Such a change is refused before it is executed.
"""

from collections.abc import Mapping
from typing import Any

from monitoring import change_sets
from monitoring.change_sets import Change
from security.session import lookup_session
from settings.failure import ActionFailed
from workload.environment import Environment
from workload.planned import Examine

RULE, LISTENER = "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::Listener"
# The property that holds the target groups.
ACTIONS = {RULE: "Actions", LISTENER: "DefaultActions"}
# By the ARN of a target group.
Weights = Mapping[str, float]


def keeping_weights(environment: Environment, examine: Examine) -> Examine:
    """`examine`, and then that no change of the same change set moves users.

    What it returns raises ActionFailed: as `examine`; or the change set would move users. It is gone then.
    """

    def both(cloudformation: Any, stack: str, change_set: str) -> None:
        examine(cloudformation, stack, change_set)
        try:
            _require_live_weights(environment, change_sets.changes(cloudformation, stack, change_set))
        except ActionFailed:
            cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
            raise

    return both


def _require_live_weights(environment: Environment, changes: list[Change]) -> None:
    touched = [each for each in changes if each.type in ACTIONS and _is_written(each)]
    if not touched:
        return
    balancers = lookup_session(environment).client("elbv2")
    for each in touched:
        live, written = _weights(_live(balancers, each)), _weights(each.after.get(ACTIONS[each.type], ()))
        # Of one target group a new one may take the place: nothing shifts users there.
        if len(live) == 1 and not _are_known(written):
            continue
        if live and _shares(live) != _shares(written):
            raise ActionFailed(_refusal(each, live, written))


def _is_written(change: Change) -> bool:
    return change.action in {"Modify", "Dynamic"} and not change.follows


def _live(balancers: Any, change: Change) -> list[dict[str, Any]]:
    if change.type == RULE:
        (rule,) = balancers.describe_rules(RuleArns=[change.physical_id])["Rules"]
        actions: list[dict[str, Any]] = rule["Actions"]
    else:
        (listener,) = balancers.describe_listeners(ListenerArns=[change.physical_id])["Listeners"]
        actions = listener["DefaultActions"]
    return actions


def _weights(actions: Any) -> Weights:
    """Of the target groups that a forward action names, as the API and a template write it."""
    weights: dict[str, float] = {}
    for action in actions:
        groups = action.get("ForwardConfig", {}).get("TargetGroups", ())
        if not groups and "TargetGroupArn" in action:
            groups = [{"TargetGroupArn": action["TargetGroupArn"]}]
        # Change sets give numbers as texts.
        weights |= {group["TargetGroupArn"]: float(group.get("Weight", 1)) for group in groups}
    return weights


def _shares(weights: Weights) -> Weights:
    """Who gets how many percent of the requests; nobody who gets none."""
    total = sum(weights.values())
    return {group: 100 * weight / total for group, weight in weights.items() if weight}


def _are_known(weights: Weights) -> bool:
    """Whether no target group is one that CloudFormation makes when it executes the change set."""
    return bool(weights) and all(group.startswith("arn:") for group in weights)


def _refusal(change: Change, live: Weights, written: Weights) -> str:
    return (
        f"{change.stack} was not changed: the release modifies {change.logical_id} ({change.type}), so CloudFormation "
        f"would write {_in_words(written)}, and the weights are {_in_words(live)} now; "
        'see the runbook, "A release would move users back".'
    )


def _in_words(weights: Weights) -> str:
    # arn:…:targetgroup/NAME/ID
    names = {group.split("/")[1] if "/" in group else group: weight for group, weight in weights.items()}
    return ", ".join(f"{name} {weight:g}" for name, weight in sorted(names.items())) or "none that are known before"
