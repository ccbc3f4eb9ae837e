"""A pipeline's template as the CDK writes it, in the parts that its guard looks at."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from pipeline.self_update.weakenings import to_confirm


def allow(action: str | list[str], resource: Any, **more: Any) -> dict[str, Any]:
    """A policy statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def role(service: str, *statements: dict[str, Any]) -> dict[str, Any]:
    """A role that a service of AWS assumes."""
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": f"{service}.amazonaws.com"}}
    policies = [{"PolicyName": "Own", "PolicyDocument": document(*statements)}]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": document(trust), "Policies": policies},
    }


def action(name: str, project: str, order: int = 1, category: str = "Build") -> dict[str, Any]:
    """A CodeBuild action of a stage."""
    return {
        "Name": name,
        "ActionTypeId": {"Category": category, "Owner": "AWS", "Provider": "CodeBuild", "Version": "1"},
        "Configuration": {"ProjectName": {"Ref": project}},
        "RoleArn": {"Fn::GetAtt": [f"{project}ActionRole", "Arn"]},
        "RunOrder": order,
    }


def condition(provider: str, result: str = "FAIL", **configuration: str) -> dict[str, Any]:
    """A condition with one rule."""
    kind = {"Category": "Rule", "Owner": "AWS", "Provider": provider, "Version": "1"}
    rule = {"Name": provider, "RuleTypeId": kind, "Configuration": configuration}
    return {"Conditions": [{"Result": result, "Rules": [rule]}]}


def project(role_name: str, buildspec: str) -> dict[str, Any]:
    """A CodeBuild project."""
    environment = {"Type": "ARM_CONTAINER", "ComputeType": "SMALL", "Image": "aws/codebuild/amazonlinux-aarch64:3.0"}
    return {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "ServiceRole": {"Fn::GetAtt": [role_name, "Arn"]},
            "Environment": environment,
            "Source": {"Type": "CODEPIPELINE", "BuildSpec": buildspec},
            "TimeoutInMinutes": 60,
        },
    }


class PipelineTemplate(dict[str, Any]):
    """A parsed template with short ways to its parts, which a test changes in place."""

    def resource(self, name: str) -> Any:
        return self["Resources"][name]["Properties"]

    def stages(self) -> Any:
        return self.resource("Pipeline")["Stages"]

    def stage(self, name: str) -> Any:
        return next(stage for stage in self.stages() if stage["Name"] == name)

    def statements(self, role_name: str) -> Any:
        return self.resource(role_name)["Policies"][0]["PolicyDocument"]["Statement"]

    def trust(self, role_name: str) -> Any:
        return self.resource(role_name)["AssumeRolePolicyDocument"]["Statement"]

    def lines_after(self, change: Callable[["PipelineTemplate"], object]) -> list[str]:
        """What must be confirmed when `change` is made to a copy of this template."""
        new = deepcopy(self)
        change(new)
        return to_confirm(self, new)


@pytest.fixture
def template() -> PipelineTemplate:
    """The deployed template; each test gets its own."""
    manual = {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"}
    source = {"Category": "Source", "Owner": "AWS", "Provider": "CodeStarSourceConnection", "Version": "1"}
    invoke = {"Category": "Invoke", "Owner": "AWS", "Provider": "Lambda", "Version": "1"}
    update = {"Category": "Deploy", "Owner": "AWS", "Provider": "CloudFormation", "Version": "1"}
    stages = [
        {"Name": "Source", "Actions": [{"Name": "Source", "ActionTypeId": source}]},
        {"Name": "Build", "Actions": [action("Check", "Checks"), action("Package", "Package")]},
        {
            "Name": "UpdatePipeline",
            "Actions": [
                {"Name": "Guard", "ActionTypeId": invoke, "Configuration": {"FunctionName": {"Ref": "Guard"}}},
                {"Name": "Update", "ActionTypeId": update, "RunOrder": 2},
            ],
        },
        {"Name": "Staging", "Actions": [action("Deploy", "Deploy"), action("EndToEnd", "Suites", 2, "Test")]},
        {
            "Name": "ApproveProd",
            "BeforeEntry": condition("VariableCheck", "SKIP", Variable="#{variables.RELEASE}", Value="true"),
            "Actions": [{"Name": "Approve", "ActionTypeId": manual, "Configuration": {"CustomData": "Release?"}}],
        },
        {
            "Name": "Prod",
            "BeforeEntry": condition("DeploymentWindow", Cron="* * 9-16 ? * MON-FRI"),
            "OnFailure": {"Result": "ROLLBACK"},
            "Actions": [action("Deploy", "Deploy"), action("Verify", "Verify", 2, "Test")],
        },
    ]
    bucket_arn = {"Fn::GetAtt": ["Artifacts", "Arn"]}
    tls_only = {"Effect": "Deny", "Action": "s3:*", "Principal": {"AWS": "*"}, "Resource": bucket_arn}
    tls_only["Condition"] = {"Bool": {"aws:SecureTransport": "false"}}
    own_output = {"Effect": "Deny", "Action": "s3:PutObject*", "Principal": {"AWS": "*"}, "Resource": "*/Build/*"}
    own_output["Condition"] = {"ArnNotEquals": {"aws:PrincipalArn": [{"Fn::GetAtt": ["BuildRole", "Arn"]}]}}
    owner = {"AWS": "arn:aws:iam::1:root"}
    administration = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": owner}
    return PipelineTemplate(
        Resources={
            "Pipeline": {
                "Type": "AWS::CodePipeline::Pipeline",
                "Properties": {"PipelineType": "V2", "ExecutionMode": "QUEUED", "Stages": stages},
            },
            "Checks": project("BuildRole", "buildspecs/check.yml"),
            "Verify": project("VerifyRole", "buildspecs/verify.yml"),
            "PullRequests": project("PullRequestRole", "buildspecs/check.yml"),
            "BuildRole": role("codebuild", allow(["s3:GetObject*", "s3:PutObject"], bucket_arn)),
            "VerifyRole": role("codebuild", allow("sts:AssumeRole", "arn:aws:iam::3:role/cdk-orders-lookup-role-3-eu")),
            "PullRequestRole": role("codebuild", allow("logs:PutLogEvents", "*")),
            "BuildPolicy": {
                "Type": "AWS::IAM::Policy",
                "Properties": {
                    "PolicyName": "BuildPolicy",
                    "Roles": [{"Ref": "BuildRole"}],
                    "PolicyDocument": document(
                        allow("ssm:Get*", "*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
                    ),
                },
            },
            "Artifacts": {
                "Type": "AWS::S3::Bucket",
                "DeletionPolicy": "Retain",
                "Properties": {
                    "BucketEncryption": {"ServerSideEncryptionConfiguration": ["aws:kms"]},
                    "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
                },
            },
            "ArtifactsPolicy": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": {"Ref": "Artifacts"}, "PolicyDocument": document(tls_only, own_output)},
            },
            "Key": {
                "Type": "AWS::KMS::Key",
                "Properties": {"EnableKeyRotation": True, "KeyPolicy": document(administration)},
            },
            "Guard": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "def handler(): ..."}}},
            "Failed": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Threshold": 1}},
        }
    )
