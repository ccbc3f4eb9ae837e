"""Hooks of ECS that try the new tasks before the users do."""

from collections.abc import Iterator

from ..deliveries import SERVICE, lifecycle_hooks
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text, mappings

HOOKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html"
# From here on test traffic leads to new tasks, and before the last of these no user does.
TRIED = {"TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"}
_SERVICE = """
Service:
  Type: AWS::ECS::Service
  Properties:
    DeploymentConfiguration:
      Strategy: BLUE_GREEN
      LifecycleHooks: [{HookTargetArn: function, LifecycleStages: [%s]}]
    LoadBalancers:
    - {TargetGroupArn: blue, AdvancedConfiguration: {AlternateTargetGroupArn: green, TestListenerRule: rule}}
"""


@rule(
    id="test-traffic-is-used",
    reason="A test listener leads to the new tasks so that they are tried first; a hook at another time tries others.",
    source=HOOKS,
    fails=with_resources(_SERVICE % "PRE_SCALE_UP"),
    passes=with_resources(_SERVICE % "POST_TEST_TRAFFIC_SHIFT"),
)
def is_used(repository: Repository) -> Iterator[At]:
    """Of the hooks of a service with a test listener, one runs while test traffic alone leads to the new tasks."""
    for service in repository.of_type(SERVICE):
        hooks = lifecycle_hooks(service)
        stages = [each for hook in hooks for each in as_list(hook.get("LifecycleStages"))]
        known = stages and all(isinstance(each, str) for each in stages) and all("Fn::If" not in each for each in hooks)
        if known and _has_test_listener(service) and not TRIED & set(stages):
            yield At.of(
                service,
                f"it has a test listener, and its hooks run at {' and '.join(sorted(set(stages)))} alone, when test "
                "traffic leads to no new task or users are on them already: add POST_TEST_TRAFFIC_SHIFT",
            )


def _has_test_listener(service: Resource) -> bool:
    return any(
        as_text(more.get("TestListenerRule"))
        for each in mappings(list(each_of(service.get("LoadBalancers"))))
        for more in mappings(each.get("AdvancedConfiguration"))
    )
