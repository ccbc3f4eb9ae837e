"""What resources of the team get of the service, and how their alarms come to roll a deployment back."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

from settings.configuration import ConfigurationError
from workload.data.infrastructure import DataStack
from workload.environment import Environment

AddResources = Callable[..., object]


@dataclass(frozen=True, kw_only=True)
class ServiceParts:
    """The parts of one environment that resources of the team may use.

    data: the stack with tables or database, and with the network where there is one.
    alarm_topic: tells people.
    health_alarms: those that roll a deployment back; return more of them from `add_resources`.
    endpoint: of the service, without a slash at its end.
    """

    data: DataStack
    alarm_topic: sns.Topic
    health_alarms: Sequence[cloudwatch.Alarm]
    endpoint: str

    @property
    def key(self) -> kms.Key:
        """Encrypts everything of this environment."""
        return self.data.key


def takes_parts(add_resources: AddResources) -> bool:
    """Whether `add_resources` wants the parts; before 0.5.0 it got the stack and the environment alone."""
    try:
        inspect.signature(add_resources).bind(None, None, None)
    except TypeError:
        return False
    return True


def health_alarms_with(
    add_resources: AddResources, stack: cdk.Stack, environment: Environment, parts: ServiceParts
) -> list[cloudwatch.Alarm]:
    """Add the resources of the team and return all alarms that roll a deployment back, theirs too.

    What does not take the parts is not called: see `add_resources_as_before`.
    Raises ConfigurationError: something else than alarms was returned.
    """
    made: Any = add_resources(stack, environment, parts) if takes_parts(add_resources) else ()
    returned: Sequence[Any] = () if made is None else made if isinstance(made, (list, tuple)) else (made,)
    for each in returned:
        if not isinstance(each, cloudwatch.Alarm):
            raise ConfigurationError(
                f"extensions/resources.py: add_resources returned {each!r}: it returns the alarms that roll a "
                "deployment back, for example `return [alarm]`, or nothing"
            )
    return list(dict.fromkeys([*parts.health_alarms, *returned]))


def add_resources_as_before(add_resources: AddResources, stack: cdk.Stack, environment: Environment) -> None:
    """Call an `add_resources` of an earlier release, at the end of the stack, where it always was called."""
    if not takes_parts(add_resources):
        add_resources(stack, environment)
