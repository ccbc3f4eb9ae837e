"""Deployments that move traffic: what they deploy, in which steps, and which alarms watch them."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .repository import Repository
from .templates import Resource, Template, as_list, as_text, references
from .values import known, number

GROUP = "AWS::CodeDeploy::DeploymentGroup"
CONFIG = "AWS::CodeDeploy::DeploymentConfig"
SERVICE = "AWS::ECS::Service"
ALIAS = "AWS::Lambda::Alias"
ALARM = "AWS::CloudWatch::Alarm"
COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
PREDEFINED = "CodeDeployDefault."
SHIFTS = ("CANARY", "LINEAR", "BLUE_GREEN")


@dataclass(frozen=True)
class Delivery:
    """A deployment group of CodeDeploy, or a service that ECS deploys itself."""

    resource: Resource

    @property
    def template(self) -> Template:
        return self.resource.template

    @property
    def of_codedeploy(self) -> bool:
        return self.resource.type == GROUP

    @cached_property
    def platform(self) -> str:
        """Lambda, ECS or Server; empty where it is not known."""
        if not self.of_codedeploy:
            return "ECS"
        application = self.template.resource(self.resource.get("ApplicationName"))
        if application is not None and application.type == "AWS::CodeDeploy::Application":
            return known(self.template, application.get("ComputePlatform") or "Server") or ""
        if self.aliases:
            return "Lambda"
        if self.resource.get("ECSServices"):
            return "ECS"
        found = re.match(rf"{PREDEFINED}(Lambda|ECS)", self.config_name)
        return found[1] if found else ""

    @property
    def config_name(self) -> str:
        """The name of its deployment configuration; empty where it is not known, or is that of the template."""
        return known(self.template, self.resource.get("DeploymentConfigName")) or ""

    @cached_property
    def aliases(self) -> list[Resource]:
        """The aliases of functions that it moves."""
        return [
            alias
            for alias in self.template.of_type(ALIAS)
            if self.resource.id in set(references(update_of(alias).get("DeploymentGroupName")))
        ]

    @cached_property
    def hooks(self) -> set[str]:
        """Logical ids of functions that it calls before and after."""
        found: list[Any] = [
            update_of(alias).get(name)
            for alias in self.aliases
            for name in ("BeforeAllowTrafficHook", "AfterAllowTrafficHook")
        ]
        found += [each.get("HookTargetArn") for each in lifecycle_hooks(self.resource)]
        return {name for value in found for name in references(value)}

    @cached_property
    def deployed(self) -> Mapping[str, set[str]]:
        """Logical ids of what it deploys, by type."""
        functions = {name for alias in self.aliases for name in references(alias.get("FunctionName"))}
        groups, services = set(), set()
        if self.of_codedeploy:
            services = {name for each in as_list(self.resource.get("ECSServices")) for name in references(each)}
            pairs = as_list(self.resource.get("LoadBalancerInfo", "TargetGroupPairInfoList"))
            groups = {
                name for pair in pairs if isinstance(pair, Mapping) for name in references(pair.get("TargetGroups"))
            }
        else:
            services = {self.resource.id}
        for service in [self.resource.template.resources[each] for each in services if each in self.template.resources]:
            groups |= target_groups(service)
        types = {
            "AWS::Lambda::Function": functions,
            "AWS::ElasticLoadBalancingV2::TargetGroup": groups,
            SERVICE: services,
        }
        return {
            type: {
                each for each in found if each in self.template.resources and self.template.resources[each].type == type
            }
            for type, found in types.items()
        }

    @cached_property
    def colours(self) -> list[set[str]]:
        """Logical ids of the two target groups between which traffic moves, for each port."""
        if self.of_codedeploy:
            pairs = as_list(self.resource.get("LoadBalancerInfo", "TargetGroupPairInfoList"))
            found = [set(references(each.get("TargetGroups"))) for each in pairs if isinstance(each, Mapping)]
        else:
            found = [_groups(each) for each in as_list(self.resource.get("LoadBalancers"))]
        groups = {each.id for each in self.template.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")}
        return [each for each in found if len(each) == 2 and each <= groups]

    @property
    def alarm_names(self) -> list[Any] | None:
        """The names of its alarms; None where a function makes the list."""
        found = (
            self.resource.get("AlarmConfiguration", "Alarms")
            if self.of_codedeploy
            else self.resource.get("DeploymentConfiguration", "Alarms", "AlarmNames")
        )
        if found is not None and not isinstance(found, list):
            return None
        names = [each.get("Name") if isinstance(each, Mapping) and "Name" in each else each for each in found or []]
        return [each for each in names if not (isinstance(each, Mapping) and each.get("Ref") == "AWS::NoValue")]

    @cached_property
    def alarms(self) -> list[Resource]:
        """Those of its alarms that stand in this template, and what its composite alarms are made of."""
        by_name = {each.text("AlarmName"): each for each in self.template.of_type(ALARM, COMPOSITE)}
        found, waiting = {}, list(self.alarm_names or [])
        while waiting:
            value = waiting.pop()
            ids = {name for name in references(value)} if isinstance(value, Mapping) else set()
            alarm = by_name.get(as_text(value))
            for each in ids | ({alarm.id} if alarm else set()):
                one = self.template.resources.get(each)
                if one is not None and one.type in (ALARM, COMPOSITE) and each not in found:
                    found[each] = one
                    waiting += [{"Ref": name} for name in references(one.get("AlarmRule"))]
        return [each for each in found.values() if each.type == ALARM]

    @cached_property
    def steps(self) -> tuple[str, float] | None:
        """Canary, linear or blue/green, and the seconds in which an alarm still helps; None: all at once, or unknown.

        The time of a canary is that of its first step. A linear shift ends one interval after its last step but one.
        """
        if not self.of_codedeploy:
            return self._steps_of_ecs()
        if found := re.fullmatch(
            rf"{PREDEFINED}(?:Lambda|ECS)(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?", self.config_name
        ):
            return _steps(found[1].lower(), float(found[2]), float(found[3]))
        config = self.template.resource(self.resource.get("DeploymentConfigName"))
        if config is None or config.type != CONFIG:
            return None
        kind = known(self.template, config.get("TrafficRoutingConfig", "Type"))
        for name, word in (("TimeBasedCanary", "Canary"), ("TimeBasedLinear", "Linear")):
            percent = number(self.template, config.get("TrafficRoutingConfig", name, f"{word}Percentage"))
            minutes = number(self.template, config.get("TrafficRoutingConfig", name, f"{word}Interval"))
            if kind == name and percent and minutes:
                return _steps(word.lower(), percent, minutes)
        return None

    @property
    def may_shift(self) -> bool:
        """Whether it moves traffic in steps, or would with other values of the template's parameters."""
        config = self.template.resource(self.resource.get("DeploymentConfigName")) if self.of_codedeploy else None
        routing = config.get("TrafficRoutingConfig") if config is not None and config.type == CONFIG else None
        kind = known(self.template, routing.get("Type")) if isinstance(routing, Mapping) else "AllAtOnce"
        return self.steps is not None or kind != "AllAtOnce"

    def _steps_of_ecs(self) -> tuple[str, float] | None:
        def read(*names: str, default: float | None = None) -> float | None:
            value = self.resource.get("DeploymentConfiguration", *names)
            return default if value is None else number(self.template, value)

        strategy = known(self.template, self.resource.get("DeploymentConfiguration", "Strategy"))
        if strategy == "CANARY":
            minutes = read("CanaryConfiguration", "CanaryBakeTimeInMinutes", default=10)
            return None if minutes is None else ("canary", 60 * minutes)
        bake = read("BakeTimeInMinutes")
        if strategy == "LINEAR":
            minutes, percent = (
                read("LinearConfiguration", "StepBakeTimeInMinutes", default=6),
                read("LinearConfiguration", "StepPercent", default=10),
            )
            if minutes is None or not percent or bake is None:
                return None
            return "linear", _steps("linear", percent, minutes)[1] + 60 * bake
        return ("blue/green", 60 * bake) if strategy == "BLUE_GREEN" and bake is not None else None


def deliveries(repository: Repository) -> Iterator[Delivery]:
    """All of them."""
    for resource in repository.of_type(GROUP, SERVICE):
        if resource.type == GROUP or is_deployed_by_ecs(resource):
            yield Delivery(resource)


def is_deployed_by_ecs(service: Resource) -> bool:
    """Not by CodeDeploy, and not by a tool of the team."""
    return service.text("DeploymentController", "Type") in {"", "ECS"}


def update_of(alias: Resource) -> Mapping[str, Any]:
    """How CodeDeploy moves an alias; empty where it does not."""
    policy = alias.body.get("UpdatePolicy")
    found = policy.get("CodeDeployLambdaAliasUpdate") if isinstance(policy, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def lifecycle_hooks(service: Resource) -> list[Mapping[str, Any]]:
    """The hooks that ECS calls during a deployment."""
    found = as_list(service.get("DeploymentConfiguration", "LifecycleHooks"))
    return [each for each in found if isinstance(each, Mapping)]


def target_groups(service: Resource) -> set[str]:
    """Logical ids of the target groups, with those of the other colour."""
    return {name for each in as_list(service.get("LoadBalancers")) for name in _groups(each)}


def _groups(balanced: Any) -> set[str]:
    """The target groups of an entry of LoadBalancers."""
    if not isinstance(balanced, Mapping):
        return set()
    more = balanced.get("AdvancedConfiguration")
    other = references(more.get("AlternateTargetGroupArn")) if isinstance(more, Mapping) else ()
    return {*references(balanced.get("TargetGroupArn")), *other}


def _steps(kind: str, percent: float, minutes: float) -> tuple[str, float]:
    return kind, 60 * minutes * (1 if kind == "canary" else max(1, math.ceil(100 / percent) - 1))
