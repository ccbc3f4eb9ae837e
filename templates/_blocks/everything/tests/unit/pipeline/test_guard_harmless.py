"""What the guard of the pipeline's update lets pass: what adds protection, or changes nothing that matters."""

from collections.abc import Callable
from typing import Any

import pytest

Change = Callable[[Any], object]

SAFE_RULE = {"Name": "W", "RuleTypeId": {"Provider": "DeploymentWindow"}, "Configuration": {}}


def approval(name: str) -> dict[str, Any]:
    kind = {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"}
    return {"Name": name, "ActionTypeId": kind}


HARMLESS: dict[str, Change] = {
    "nothing": lambda t: None,
    "an approval is added": lambda t: t.stage("Staging")["Actions"].insert(0, approval("Ask")),
    "a stage with an approval is added": lambda t: t.stages().insert(
        3, {"Name": "ApproveStaging", "Actions": [approval("Ask")]}
    ),
    "an approval asks with other words": lambda t: t.stage("ApproveProd")["Actions"][0]["Configuration"].update(
        CustomData="Really?"
    ),
    "an action waits for more": lambda t: t.stage("Build")["Actions"][1].update(RunOrder=2),
    "a rollback is added": lambda t: t.stage("Staging").update(OnFailure={"Result": "ROLLBACK"}),
    "a window is added": lambda t: t.stage("Staging").update(
        BeforeEntry={"Conditions": [{"Result": "FAIL", "Rules": [SAFE_RULE]}]}
    ),
    "a time-out changes": lambda t: t.resource("Checks").update(TimeoutInMinutes=90),
    "a build machine grows": lambda t: t.resource("Checks")["Environment"].update(ComputeType="LARGE"),
    "AWS's image gets newer": lambda t: t.resource("Checks")["Environment"].update(Image="aws/codebuild/new:4.0"),
    "tags change": lambda t: t.resource("Artifacts").update(Tags=[{"Key": "owner", "Value": "others"}]),
    "a dashboard is added": lambda t: t["Resources"].update(Board={"Type": "AWS::CloudWatch::Dashboard"}),
    "an alarm is added": lambda t: t["Resources"].update(More={"Type": "AWS::CloudWatch::Alarm"}),
    "a role may do less": lambda t: t.statements("BuildRole")[0].update(Action=["s3:GetObjectVersion"]),
    "a role may use less": lambda t: t.resource("BuildPolicy")["PolicyDocument"]["Statement"][0].update(
        Resource="arn:aws:ssm:eu-west-1:1:parameter/orders"
    ),
    "a role may act on a condition only": lambda t: t.statements("BuildRole")[0].update(Condition={"Bool": {"x": "y"}}),
    "a denial is added": lambda t: t.statements("VerifyRole").append(
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    ),
    "a denial on a condition is added": lambda t: t.statements("VerifyRole").append(
        {
            "Effect": "Deny",
            "Action": "codeconnections:UseConnection",
            "Resource": "*",
            "Condition": {"Null": {"x": "false"}},
        }
    ),
    "a service may take a role on a condition only": lambda t: t.resource("BuildRole")["AssumeRolePolicyDocument"][
        "Statement"
    ][0].update(Condition={"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}),
    "a denial is widened": lambda t: t.resource("BuildPolicy")["PolicyDocument"]["Statement"][1].update(Action="*"),
    "a boundary is added": lambda t: t.resource("BuildRole").update(PermissionsBoundary="arn:aws:iam::1:policy/b"),
    "a role is removed": lambda t: t["Resources"].pop("PullRequestRole"),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_passes_without_confirmation_when(kind: str, template: Any) -> None:
    assert template.lines_after(HARMLESS[kind]) == []
