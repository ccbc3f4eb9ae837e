"""When a rolling deployment of ECS has failed. Other strategies have no circuit breaker: hooks and alarms end them."""

from aws_cdk import aws_ecs as ecs

# As few as ECS takes for one to six tasks by itself. For a hundred tasks it would take 50.
# Source: Amazon ECS API, ThresholdConfiguration and ServiceDeploymentCircuitBreaker.
FAILED_TASKS = 3


def roll_back_after_failed_tasks(service: ecs.BaseService) -> None:
    """Have ECS roll a rolling deployment of `service` back once FAILED_TASKS of its new tasks have failed in all.

    The construct has its circuit breaker on; the CDK has no words for the threshold yet.
    """
    resource = service.node.default_child
    assert isinstance(resource, ecs.CfnService)
    breaker = "DeploymentConfiguration.DeploymentCircuitBreaker"
    resource.add_property_override(f"{breaker}.ThresholdConfiguration", {"Type": "COUNT", "Value": FAILED_TASKS})
    # By default a task that becomes healthy sets the count back, and a version of which every other task fails goes on.
    resource.add_property_override(f"{breaker}.ResetOnHealthyTask", False)
