"""Which stages, actions and conditions of a pipeline a newer definition removes, loosens, moves or replaces."""

from collections.abc import Iterator

from pipeline.self_update.rights import Json

Place = tuple[str, str]

APPROVAL = {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"}
# Rules that only look; others (LambdaInvoke, Commands) run code with a role.
LOOKING_RULES = {"DeploymentWindow", "CloudWatchAlarm", "VariableCheck"}


def changed_stages(old: list[Json], new: list[Json]) -> Iterator[str]:
    """Lines, as CloudFormation's `Stages` property before and after; approvals and stops may be added silently."""
    before = {stage["Name"]: stage for stage in old}
    after = {stage["Name"]: stage for stage in new}
    yield from (f"stage {name} is removed" for name in before if name not in after)
    for name, stage in after.items():
        yield from _changed_conditions(name, before.get(name, {}), stage)
    yield from _changed_actions(old, new)


def _changed_conditions(name: str, old: Json, new: Json) -> Iterator[str]:
    for key in sorted((old.keys() | new.keys()) - {"Name", "Actions"}):
        if old.get(key) == new.get(key):
            continue
        if key not in new:
            yield f"condition {key} of stage {name} is removed"
        elif key in old or not _only_stops(new[key]):
            yield f"condition {key} of stage {name} changes"


def _only_stops(condition: Json) -> bool:
    """A condition that can only stop an execution or roll it back, and that runs no code of its own."""
    conditions = condition.get("Conditions", [])
    results = {part["Result"] for part in (condition, *conditions) if "Result" in part}
    rules = {rule["RuleTypeId"]["Provider"] for part in conditions for rule in part["Rules"]}
    return condition.keys() <= {"Result", "Conditions"} and results <= {"FAIL", "ROLLBACK"} and rules <= LOOKING_RULES


def _changed_actions(old: list[Json], new: list[Json]) -> Iterator[str]:
    before, old_gates = _actions(old)
    after, new_gates = _actions(new)
    for place, action in before.items():
        title = "/".join(place)
        if place not in after:
            yield f"action {title} is removed"
            continue
        kept, given = _without_order(action), _without_order(after[place])
        changed = [part for part in sorted(kept.keys() | given.keys()) if kept.get(part) != given.get(part)]
        if changed:
            yield f"action {title} changes {', '.join(changed)}"
        lost = sorted((old_gates[place] - new_gates[place]) & after.keys())
        if lost:
            yield f"action {title} no longer waits for {', '.join(map('/'.join, lost))}"
    for place, action in after.items():
        if place not in before and action["ActionTypeId"] != APPROVAL:
            yield f"action {'/'.join(place)} is added"


def _without_order(action: Json) -> Json:
    """An action without its order (judged by what it waits for), its time-out and the words of an approval."""
    kept = {name: value for name, value in action.items() if name not in {"RunOrder", "TimeoutInMinutes"}}
    if action["ActionTypeId"] == APPROVAL:
        kept["Configuration"] = {name: v for name, v in action.get("Configuration", {}).items() if name != "CustomData"}
    return kept


def _actions(stages: list[Json]) -> tuple[dict[Place, Json], dict[Place, set[Place]]]:
    """Every action by stage and name, and for each one the actions that end before it starts."""
    actions: dict[Place, Json] = {}
    gates: dict[Place, set[Place]] = {}
    for stage in stages:
        earlier = set(actions)
        here = {(stage["Name"], action["Name"]): action for action in stage["Actions"]}
        for place, action in here.items():
            first = {other for other, one in here.items() if one.get("RunOrder", 1) < action.get("RunOrder", 1)}
            gates[place] = earlier | first
        actions |= here
    return actions, gates
