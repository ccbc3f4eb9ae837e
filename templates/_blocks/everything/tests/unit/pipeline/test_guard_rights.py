"""Each way to widen a policy must be confirmed by an approver."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

Change = Callable[[Any], object]

EVERYBODY = {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": "*"}
TWO_SERVICES = {"Service": ["codebuild.amazonaws.com", "ec2.amazonaws.com"]}


def attach_a_managed_policy(template: Any) -> None:
    template.resource("BuildRole")["ManagedPolicyArns"] = ["arn:aws:iam::aws:policy/AdministratorAccess"]


def new_policy_elsewhere(template: Any) -> None:
    copy = deepcopy(template["Resources"]["BuildPolicy"])
    copy["Properties"]["Roles"] = [{"Ref": "PullRequestRole"}]
    template["Resources"]["Another"] = copy


def new_role(template: Any) -> None:
    template["Resources"]["NewRole"] = template["Resources"]["BuildRole"]


CHANGES: dict[str, tuple[Change, str]] = {
    "the pull-request role may do more": (
        lambda t: t.statements("PullRequestRole")[0].update(Action=["logs:PutLogEvents", "s3:PutObject"]),
        "new permission: PullRequestRole: Allow s3:PutObject on *"),
    "the pull-request role gets a policy": (
        new_policy_elsewhere, "new permission: PullRequestRole: Allow ssm:Get* on *"),
    "a role may use more resources": (
        lambda t: t.statements("VerifyRole")[0].update(Resource="*"),
        "new permission: VerifyRole: Allow sts:AssumeRole on *"),
    "a role may do more by a wildcard": (
        lambda t: t.statements("BuildRole")[0].update(Action="s3:*"),
        'new permission: BuildRole: Allow s3:* on {"Fn::GetAtt": ["Artifacts", "Arn"]}'),
    "a role may do all but some actions": (
        lambda t: t.statements("VerifyRole").append({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        "new permission: VerifyRole: Allow not iam:* on *"),
    "a denial is removed": (
        lambda t: t.resource("BuildPolicy")["PolicyDocument"]["Statement"].pop(),
        "lost limit: BuildRole: Deny iam:* on *"),
    "a policy with a denial is removed": (
        lambda t: t["Resources"].pop("BuildPolicy"), "lost limit: BuildRole: Deny iam:* on *"),
    "a role trusts another service": (
        lambda t: t.trust("BuildRole")[0].update(Principal=TWO_SERVICES),
        "new permission: BuildRole: Allow sts:AssumeRole to Service ec2.amazonaws.com"),
    "a role trusts another account": (
        lambda t: t.trust("BuildRole").append(
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "666666666666"}}),
        "new permission: BuildRole: Allow sts:AssumeRole to AWS 666666666666"),
    "a managed policy is attached": (
        attach_a_managed_policy,
        "new permission: BuildRole: Allow managed policy on arn:aws:iam::aws:policy/AdministratorAccess"),
    "a role is added": (new_role, "new permission: NewRole: Allow sts:AssumeRole to Service codebuild.amazonaws.com"),
    "the artifacts may be read by everybody": (
        lambda t: t.resource("ArtifactsPolicy")["PolicyDocument"]["Statement"].append(EVERYBODY),
        "new permission: ArtifactsPolicy: Allow s3:GetObject on * to *"),
    "the artifacts may be read without TLS": (
        lambda t: t.resource("ArtifactsPolicy")["PolicyDocument"]["Statement"].clear(),
        "lost limit: ArtifactsPolicy: Deny s3:* on "),
    "another role may write an artifact": (
        lambda t: t.resource("ArtifactsPolicy")["PolicyDocument"]["Statement"][1]["Condition"]["ArnNotEquals"][
            "aws:PrincipalArn"].append({"Fn::GetAtt": ["VerifyRole", "Arn"]}),
        "lost limit: ArtifactsPolicy: Deny s3:PutObject* on */Build/*"),
    "anybody may write an artifact": (
        lambda t: t.resource("ArtifactsPolicy")["PolicyDocument"]["Statement"].pop(),
        "lost limit: ArtifactsPolicy: Deny s3:PutObject* on */Build/*"),
    "the key may be used by others": (
        lambda t: t.resource("Key")["KeyPolicy"]["Statement"].append(
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Principal": {"AWS": "666666666666"}}),
        "new permission: Key: Allow kms:Decrypt on * to AWS 666666666666"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_must_be_confirmed_when(kind: str, template: Any) -> None:
    change, line = CHANGES[kind]
    lines = template.lines_after(change)
    assert any(found.startswith(line) for found in lines), lines


def test_a_condition_that_is_taken_off_a_permission_must_be_confirmed(template: Any) -> None:
    template.statements("BuildRole")[0]["Condition"] = {"Bool": {"x": "y"}}
    assert template.lines_after(lambda t: t.statements("BuildRole")[0].pop("Condition"))


def test_a_permissions_boundary_that_is_removed_must_be_confirmed(template: Any) -> None:
    template.resource("BuildRole")["PermissionsBoundary"] = "arn:aws:iam::1:policy/b"
    lines = template.lines_after(lambda t: t.resource("BuildRole").pop("PermissionsBoundary"))
    assert lines == ["lost limit: BuildRole: Deny beyond the permissions boundary on arn:aws:iam::1:policy/b"]


@pytest.mark.parametrize("wider", ["not s3:*", "s3:Get?bject*", "s3:*Object*"])
def test_wildcards_that_the_guard_cannot_judge_cover_nothing_else(wider: str, template: Any) -> None:
    key, action = ("NotAction", "s3:*") if wider.startswith("not") else ("Action", wider)
    template.statements("BuildRole")[0] = {"Effect": "Allow", key: action, "Resource": "*"}
    assert template.lines_after(lambda t: t.statements("BuildRole")[0].update({key: "s3:GetObjectAcl*"}))


def test_a_statement_that_cannot_be_judged_is_an_error_and_no_pass(template: Any) -> None:
    with pytest.raises(KeyError):
        template.lines_after(lambda t: t.statements("BuildRole").append({"Fn::If": ["A", {}, {}]}))
