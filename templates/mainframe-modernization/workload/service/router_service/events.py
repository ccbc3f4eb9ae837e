"""A deployment of the router that failed reaches people; CloudFormation then takes back the whole release."""

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns

from workload.environment import Environment
from workload.names import deployment_name


def tell_of_failures(service: ecs.FargateService, *, environment: Environment, topic: sns.ITopic) -> None:
    """Tell `topic` when the circuit breaker or an alarm ends a deployment of `service`, the router."""
    pattern = events.EventPattern(
        source=["aws.ecs"],
        detail_type=["ECS Deployment State Change", "ECS Service Action"],
        detail={"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
        resources=[service.service_arn],
    )
    reason = events.EventField.from_path("$.detail.reason")
    words = f"A deployment of the router of {deployment_name(environment)} failed and is rolled back: {reason}"
    message = events.RuleTargetInput.from_text(words)
    events.Rule(service, "Failed", event_pattern=pattern, targets=[targets.SnsTopic(topic, message=message)])
