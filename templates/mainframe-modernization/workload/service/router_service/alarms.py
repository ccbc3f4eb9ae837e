"""When the router is unhealthy, which rolls a deployment back, and what else a person has to know of both systems."""

from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from workload.environment import Environment
from workload.service.alarm_for_people import alarm_for_people
from workload.service.health import MOST_ERRORS_PERCENT, MOST_UNANSWERED
from workload.service.router_service.balancer import RouterBalancer
from workload.service.router_service.metrics import NAMES, of_router
from workload.service.router_service.runtime import OTHER, Count, RoutesCount

FIVE_MINUTES = cdk.Duration.minutes(5)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """count: from so many within five minutes on. legacy: whether it needs a legacy system to happen."""

    count: int
    legacy: bool
    description: str


# By operation.
TROUBLES = {
    Count.MISMATCHES: Trouble(
        count=1,
        legacy=True,
        description="answers of both systems differ: the log line 'Answers differ' names the fields",
    ),
    Count.SHADOW_FAILED: Trouble(count=5, legacy=True, description="answers could not be compared"),
    Count.SHADOW_DROPPED: Trouble(count=50, legacy=True, description="more requests than could be compared"),
    Count.WITHOUT_KEY: Trouble(
        count=1, legacy=True, description="requests name no account, so the legacy system answers them at any weight"
    ),
    Count.LEGACY_FAILED: Trouble(count=5, legacy=True, description="the legacy system did not answer"),
    Count.NEW_FAILED: Trouble(count=5, legacy=False, description="the new service did not answer"),
}
# A look is made every ten seconds by each task: a store that is away for less than a minute is no trouble.
LOOKS = {
    RoutesCount.REFUSED: Trouble(
        count=1, legacy=False, description="the parameter of the weights holds what no router takes; the old ones stay"
    ),
    RoutesCount.UNAVAILABLE: Trouble(
        count=6, legacy=False, description="the parameter of the weights cannot be read; the old weights stay"
    ),
}


class RouterAlarms(Construct):
    """`health` roll a deployment back. `told` do not: a legacy system that fails must not keep a release from users."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, users: RouterBalancer) -> None:
        super().__init__(scope, id)
        self._environment = environment
        self.health: Sequence[cloudwatch.Alarm] = self._health(users)
        legacy = bool(environment.router.legacy_url)
        self.told: Sequence[cloudwatch.Alarm] = [
            *(
                self._tells(f"{_title(name)}{count.value}", count.value, trouble, operation=name)
                for count, trouble in TROUBLES.items()
                # What belongs to no operation goes to the legacy system too.
                for name in (*NAMES, *([OTHER] if count is Count.LEGACY_FAILED else []))
                if legacy or not trouble.legacy
            ),
            *(self._tells(count.value, count.value, trouble) for count, trouble in LOOKS.items()),
        ]

    def _health(self, users: RouterBalancer) -> list[cloudwatch.Alarm]:
        # Not the 5xx of the load balancer: it counts what the legacy system answers as well.
        counted = {
            name: of_router(self._environment, count.value)
            for name, count in (
                ("requests", Count.REQUESTS),
                ("moved", Count.TO_NEW),
                ("unanswered", Count.NEW_FAILED),
                ("failed", Count.ROUTER_FAILED),
            )
        }
        share = cloudwatch.MathExpression(
            # Of those that have moved: while most go to the legacy system, a new service that answers none would drown.
            expression="IF(moved > 0, 100 * FILL(unanswered, 0) / moved, 0)"
            " + IF(requests > 0, 100 * FILL(failed, 0) / requests, 0)",
            using_metrics=counted,
            period=MINUTE,
            label="Router: errors in percent",
        )
        return [
            health_alarm(
                self,
                "Errors",
                share,
                threshold=MOST_ERRORS_PERCENT,
                description="Too many requests got no answer of the new service, or an error of the router, in percent",
            ),
            health_alarm(
                self,
                "NoAnswer",
                users.balancer.metrics.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT, period=MINUTE),
                threshold=MOST_UNANSWERED,
                description=f"{MOST_UNANSWERED} requests of users within a minute got no answer from any router",
            ),
        ]

    def _tells(self, id: str, name: str, trouble: Trouble, *, operation: str = "") -> cloudwatch.Alarm:
        of = f"Operation {operation}" if operation else "Router"
        metric = of_router(self._environment, name, operation=operation, period=FIVE_MINUTES)
        return alarm_for_people(self, id, metric, threshold=trouble.count, description=f"{of}: {trouble.description}")


def _title(operation: str) -> str:
    """For a logical id, for example `AccountInquiry` of `account-inquiry`."""
    return operation.title().replace("-", "")
