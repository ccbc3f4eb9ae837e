"""In which steps a deployment moves traffic, and how long its alarms have."""

import pytest

from golden_paths.verifier.deliveries import deliveries
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules.alarms import watches_what_is_deployed

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


ALARM = """
  {name}Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{{Name: FunctionName, Value: !Ref {name}}}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
"""
DELIVERED = """
  {name}: {{Type: AWS::Lambda::Function}}
  {name}Alias:
    Type: AWS::Lambda::Alias
    Properties: {{Name: live, FunctionName: !Ref {name}}}
    UpdatePolicy: {{CodeDeployLambdaAliasUpdate: {{DeploymentGroupName: !Ref {name}Group}}}}
  {name}Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties: {{AlarmConfiguration: {{Enabled: true, Alarms: [{alarms}]}}}}
"""
BOTH = "{Name: !Ref OneErrors}, {Name: !Ref TwoErrors}"


@pytest.mark.parametrize(
    ("one", "two", "strange"),
    [
        (BOTH, BOTH, []),
        ("{Name: !Ref OneErrors}", "{Name: !Ref TwoErrors}", []),
        (BOTH, "{Name: !Ref OneErrors}", ["OneErrors", "TwoErrors"]),
        ("{Name: !Ref TwoErrors}", "{Name: !Ref TwoErrors}", ["TwoErrors"]),
    ],
    ids=["all alarms for each", "each its own", "the alarms of the other", "one without its own"],
)
def test_services_of_one_stack_may_go_back_together(one: str, two: str, strange: list[str]) -> None:
    parts = [DELIVERED.format(name=name, alarms=alarms) for name, alarms in (("One", one), ("Two", two))]
    text = "Resources:" + "".join([*parts, *(ALARM.format(name=name) for name in ("One", "Two"))])
    found = watches_what_is_deployed.findings(Repository({"template.yaml": text}))
    assert sorted(each.where.split(" ")[0] for each in found) == strange
