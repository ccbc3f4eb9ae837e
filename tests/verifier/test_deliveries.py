"""In which steps a deployment moves traffic, and how long its alarms have."""

import pytest

from golden_paths.verifier.deliveries import deliveries
from golden_paths.verifier.repository import Repository

GROUP = "Resources:\n  Group: {{Type: AWS::CodeDeploy::DeploymentGroup, Properties: {{DeploymentConfigName: {}}}}}\n"
CONFIG = (
    "  Config:\n    Type: AWS::CodeDeploy::DeploymentConfig\n    Properties:\n      ComputePlatform: Lambda\n"
    "      TrafficRoutingConfig: {}\n"
)
SERVICE = "Resources:\n  Service: {{Type: AWS::ECS::Service, Properties: {{DeploymentConfiguration: {}}}}}\n"


@pytest.mark.parametrize(
    ("template", "steps"),
    [
        (GROUP.format("CodeDeployDefault.LambdaCanary10Percent15Minutes"), ("canary", 900)),
        # The last tenth follows nine minutes after the first one.
        (GROUP.format("CodeDeployDefault.LambdaLinear10PercentEvery1Minute"), ("linear", 540)),
        (GROUP.format("CodeDeployDefault.ECSAllAtOnce"), None),
        (
            GROUP.format("!Ref Config")
            + CONFIG.format("{Type: TimeBasedCanary, TimeBasedCanary: {CanaryPercentage: 10, CanaryInterval: 3}}"),
            ("canary", 180),
        ),
        (GROUP.format("!Ref Config") + CONFIG.format("{Type: AllAtOnce}"), None),
        (
            SERVICE.format(
                "{Strategy: CANARY, CanaryConfiguration: {CanaryBakeTimeInMinutes: 4}, BakeTimeInMinutes: 9}"
            ),
            ("canary", 240),
        ),
        (
            SERVICE.format(
                "{Strategy: LINEAR, BakeTimeInMinutes: 1, "
                "LinearConfiguration: {StepPercent: 25, StepBakeTimeInMinutes: 2}}"
            ),
            ("linear", 420),
        ),
        (SERVICE.format("{Strategy: BLUE_GREEN, BakeTimeInMinutes: 10}"), ("blue/green", 600)),
        (SERVICE.format("{Strategy: ROLLING}"), None),
    ],
)
def test_the_time_in_which_an_alarm_can_help(template: str, steps: tuple[str, float] | None) -> None:
    [delivery] = deliveries(Repository({"template.yaml": template}))

    assert delivery.steps == steps


def test_a_service_that_codedeploy_deploys_is_no_delivery_of_its_own() -> None:
    text = "Resources:\n  Service: {Type: AWS::ECS::Service, Properties: {DeploymentController: {Type: CODE_DEPLOY}}}\n"

    assert list(deliveries(Repository({"template.yaml": text}))) == []
