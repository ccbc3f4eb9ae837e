"""What a new template of the pipeline's stack changes that is not proven harmless.

No confirmation is needed to add an approval or a condition that only stops, to narrow a permission, or to touch what
neither runs code nor gives rights (dashboards, new alarms, descriptions, time-outs). All else needs one: a guard that
looked for known bad changes would miss those that nobody thought of.
"""

from collections.abc import Iterator

from pipeline.self_update.rights import POLICY_PROPERTIES, Json, widened
from pipeline.self_update.stages import changed_stages

PIPELINE = "AWS::CodePipeline::Pipeline"
FREE = {"AWS::CDK::Metadata", "AWS::CloudWatch::Dashboard"}
MAY_BE_ADDED = {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::Logs::LogGroup", "AWS::SNS::Topic"}
# Without a permission in it a policy gives nothing; a permission in it is judged on its own. A key has more than those.
ONLY_RIGHTS = POLICY_PROPERTIES.keys() - {"AWS::KMS::Key"}
FREE_PROPERTIES = {"Tags", "Description", "AlarmDescription", "TimeoutInMinutes", "QueuedTimeoutInMinutes"}
FREE_SECTIONS = {"Resources", "Outputs", "Metadata", "Description"}


def to_confirm(old: Json, new: Json) -> list[str]:
    """One line for each change between two parsed templates that an approver must confirm.

    Raises KeyError, TypeError, AttributeError: a policy or a stage is written in a way that this code cannot judge.
    """
    sections = sorted((old.keys() | new.keys()) - FREE_SECTIONS)
    found = [f"section {section} changes" for section in sections if old.get(section) != new.get(section)]
    before, after = old["Resources"], new["Resources"]
    for name in sorted(before.keys() | after.keys()):
        found += _changed_resource(name, before.get(name), after.get(name))
    return found + widened(before, after)


def _changed_resource(name: str, old: Json | None, new: Json | None) -> Iterator[str]:
    kinds = {str(resource.get("Type")) for resource in (old, new) if resource is not None}
    title = f"{name} ({', '.join(sorted(kinds))})"
    if kinds <= FREE:
        return
    if old is None or new is None:
        if not kinds <= (ONLY_RIGHTS | MAY_BE_ADDED if old is None else ONLY_RIGHTS):
            yield f"{title} is {'added' if old is None else 'removed'}"
        return
    before, after = _guarded(old), _guarded(new)
    changed = [part for part in sorted(before.keys() | after.keys()) if before.get(part) != after.get(part)]
    if changed:
        yield f"{title} changes {', '.join(changed)}"
    if kinds == {PIPELINE}:
        yield from changed_stages(old["Properties"]["Stages"], new["Properties"]["Stages"])


def _guarded(resource: Json) -> Json:
    """Attributes and properties of a resource, without what is judged elsewhere and what changes nothing."""
    kind = str(resource.get("Type"))
    elsewhere = {"Stages"} if kind == PIPELINE else POLICY_PROPERTIES.get(kind, set())
    guarded = {name: value for name, value in resource.items() if name not in {"Properties", "Metadata", "DependsOn"}}
    for name, value in resource.get("Properties", {}).items():
        if name not in FREE_PROPERTIES | elsewhere:
            guarded[f"property {name}"] = value
    if kind == "AWS::CodeBuild::Project":
        environment = guarded["property Environment"] = dict(guarded["property Environment"], ComputeType="")
        if str(environment["Image"]).startswith("aws/codebuild/"):  # AWS's own, of whatever version
            environment["Image"] = "aws/codebuild/"
    return guarded
