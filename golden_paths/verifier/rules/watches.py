"""Alarms of deployments that are there and see nothing: one is left out, stays on, or watches a hook."""

import re
from collections.abc import Iterator

from ..deliveries import ALARM, deliveries
from ..examples import with_resources
from ..metrics import Alarm, Metric
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_text, references
from .alarms import _GROUP, GROUPS

MISSING = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
HOOKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html"
_APPSPEC = re.compile(r"(?i)appspec\S*\.(ya?ml|json)")
HEALTH = {"Errors", "Throttles", "Duration", "UnHealthyHostCount", "HTTPCode_Target_5XX_Count", "TargetResponseTime"}
_THROTTLES = _GROUP[_GROUP.index("    Errors:") :].replace("Errors", "Throttles")
_DURATION = _GROUP[_GROUP.index("    Errors:") :].replace("Errors", "Duration")
_THREE = (_GROUP + _THROTTLES + _DURATION).replace("        AlarmActions: [topic]\n", "")


def _key(metric: Metric) -> tuple[str, str]:
    return metric.namespace, str(sorted((name, as_text(value)) for name, value in metric.dimensions.items()))


@rule(
    id="deployment-names-each-alarm-of-its-health",
    reason="An alarm on the health of what is deployed that the deployment does not name fires and stops nothing.",
    source=GROUPS,
    fails=with_resources(_THREE.replace("[{Name: !Ref Errors}]", "[{Name: !Ref Errors}, {Name: !Ref Duration}]")),
    passes=with_resources(
        _THREE.replace("[{Name: !Ref Errors}]", "[{Name: !Ref Errors}, {Name: !Ref Duration}, {Name: !Ref Throttles}]")
    ),
)
def names_each_alarm(repository: Repository) -> Iterator[At]:
    """Where two or more alarms of the same metric dimensions stop a deployment, others that tell nobody do too."""
    for delivery in deliveries(repository):
        named = [Alarm(each) for each in delivery.alarms]
        keys = [_key(each.single) for each in named if each.single]
        ids, watched = {each.resource.id for each in named}, {each.single.name for each in named if each.single}
        for resource in delivery.template.of_type(ALARM) if delivery.alarm_names else ():
            alarm = Alarm(resource).single
            left_out = resource.id not in ids and "Condition" not in resource.body
            # One that tells a person is there for that person, and rolls nothing back on purpose.
            left_out = left_out and not resource.get("AlarmActions") and not resource.get("OKActions")
            if not alarm or not left_out or alarm.name in watched or alarm.name not in HEALTH:
                continue
            if keys.count(_key(alarm)) > 1:
                yield At.of(
                    delivery.resource,
                    f"{resource.id} watches {alarm.name} of what is deployed, beside alarms that stop this deployment, "
                    "and does not stop it: add it to the alarms",
                )


@rule(
    id="deployment-alarm-goes-out",
    reason="Errors that end leave no data; an alarm that ignores missing data stays on and stops the next release too.",
    source=MISSING,
    fails=with_resources(_GROUP + "        TreatMissingData: ignore\n"),
    passes=with_resources(_GROUP + "        TreatMissingData: notBreaching\n"),
)
def goes_out(repository: Repository) -> Iterator[At]:
    """No alarm of a deployment that counts errors ignores missing data."""
    for delivery in deliveries(repository):
        for each in delivery.alarms:
            if each.text("TreatMissingData") == "ignore" and Alarm(each).counts_errors:
                yield At.of(each, "it counts errors and has TreatMissingData ignore, so it stays on: set notBreaching")


_WITH_HOOK = _GROUP.replace("{DeploymentGroupName: !Ref Group}", "{DeploymentGroupName: !Ref Group, %s: !Ref Other}")


@rule(
    id="deployment-alarm-is-not-of-a-hook",
    reason="A hook says itself how it ended; an alarm on it was meant for the function that users reach.",
    source=HOOKS,
    fails=with_resources(
        (_WITH_HOOK % "BeforeAllowTrafficHook").replace(
            "FunctionName, Value: !Ref Function", "FunctionName, Value: !Ref Other"
        )
    ),
    passes=with_resources(_WITH_HOOK % "BeforeAllowTrafficHook"),
)
def not_of_a_hook(repository: Repository) -> Iterator[At]:
    """No alarm of a deployment of functions watches one of its hooks alone."""
    for delivery in deliveries(repository):
        for each in delivery.alarms if delivery.platform == "Lambda" else ():
            metric = Alarm(each).single
            found = set(references(metric.dimensions.get("FunctionName"))) if metric else set()
            if found and found <= delivery.hooks:
                yield At.of(each, f"it watches the hook {min(found)}, which answers itself: watch the alias instead")


@rule(
    id="hook-is-called",
    reason="A function that is named for a deployment and that no deployment calls tries nothing out.",
    source=HOOKS,
    fails=with_resources(
        _WITH_HOOK % "BeforeAllowTrafficHook"
        + "    Late: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: CodeDeployHook_late}}\n"
    ),
    passes=with_resources(
        _WITH_HOOK % "BeforeAllowTrafficHook"
        + "    Late: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: late}}\n"
    ),
)
def hook_is_called(repository: Repository) -> Iterator[At]:
    """Each function that is named CodeDeployHook_… beside a deployment of functions is a hook of one."""
    for template in repository.templates:
        found = [each for each in deliveries(repository) if each.template is template and each.platform == "Lambda"]
        called = {name for each in found for name in each.hooks}
        # Hooks of tasks stand in an AppSpec, which a build may write.
        if any(each.platform != "Lambda" and each.of_codedeploy for each in deliveries(repository)) or _APPSPEC.search(
            " ".join(repository.paths)
        ):
            continue
        for function in template.of_type("AWS::Lambda::Function") if called else ():
            if _is_named_as_hook(function.template.body, function.get("FunctionName")) and function.id not in called:
                yield At.of(function, "it is named as a hook of CodeDeploy, and no deployment here calls it: name it")


def _is_named_as_hook(body: object, value: object) -> bool:
    text = as_text(value)
    parameters = body.get("Parameters") if isinstance(body, dict) else None
    for name in references(value):
        given = parameters.get(name) if isinstance(parameters, dict) else None
        text = str(given.get("AllowedPattern", "")) if isinstance(given, dict) else text
    return text.startswith("CodeDeployHook_")
