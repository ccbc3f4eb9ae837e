"""What a product of Service Catalog is: a project of CodeBuild, started when the stack is there, and a bucket."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from golden_paths.portal.questions import ARCHITECTURE
from golden_paths.portal.release import Release

PREFIX = "ANSWER_"
# Answers arrive in the environment: a shell never reads them. Blank is left out.
RUNS = """\
import json, os, subprocess, sys
answers = {name[7:]: value for name, value in os.environ.items() if name.startswith("ANSWER_") and value}
command = ["golden-paths", "portal", "create", "made", "--template", os.environ["TEMPLATE"]]
command += ["--to", os.environ["VERSION"]]
sys.exit(subprocess.run(command, input=json.dumps(answers), text=True).returncode)
"""
BUILDSPEC = {
    "version": 0.2,
    "phases": {
        "install": {
            "runtime-versions": {"python": "3.13"},
            "commands": ['pip install "git+${TEMPLATE}@v${VERSION}"'],
        },
        "build": {
            "on-failure": "ABORT",
            "commands": [f"python - <<'END'\n{RUNS}END", "tar --create --gzip --file made.tar.gz --directory made ."],
        },
    },
    "artifacts": {"files": ["made.tar.gz"]},
}
READY = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]


def resources(
    architecture: str, asked: Mapping[str, bool], release: Release, parameter: Callable[[str], str]
) -> dict[str, Any]:
    """The resources. asked: each question, and whether it is a secret. parameter: its name in the template."""
    given: list[dict[str, Any]] = [
        {"Name": "TEMPLATE", "Value": release.address},
        {"Name": "VERSION", "Value": release.version},
        {"Name": f"{PREFIX}{ARCHITECTURE}", "Value": architecture},
    ]
    kept = {}
    for name, secret in asked.items():
        if secret:
            kept[f"{parameter(name)}Secret"] = _secret({"Ref": parameter(name)})
            reference = {"Ref": f"{parameter(name)}Secret"}
            given.append({"Name": f"{PREFIX}{name}", "Type": "SECRETS_MANAGER", "Value": reference})
        else:
            given.append({"Name": f"{PREFIX}{name}", "Value": {"Ref": parameter(name)}})
    return {
        "Repositories": _bucket(),
        "RepositoriesPolicy": _only_tls(),
        "Log": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"RetentionInDays": 30},
        },
        **kept,
        "RunnerRole": _role("codebuild.amazonaws.com", "Render", _rights(list(kept))),
        "Runner": _project(given),
        "StartRole": _role("events.amazonaws.com", "Start", [_allow("codebuild:StartBuild", _arn("Runner"))]),
        "Start": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "Description": "Renders the repository when the stack is there.",
                "EventPattern": {
                    "source": ["aws.cloudformation"],
                    "detail-type": ["CloudFormation Stack Status Change"],
                    "detail": {"stack-id": [{"Ref": "AWS::StackId"}], "status-details": {"status": READY}},
                },
                "Targets": [{"Id": "Runner", "Arn": _arn("Runner"), "RoleArn": _arn("StartRole")}],
            },
        },
    }


def outputs() -> dict[str, Any]:
    """Where the repository appears, and who says why it does not."""
    return {
        "Repositories": {"Description": "made.tar.gz appears here.", "Value": {"Ref": "Repositories"}},
        "Runner": {"Description": "Its log says why an answer was refused.", "Value": {"Ref": "Runner"}},
    }


def _project(given: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "Description": "Renders a repository from a golden path.",
            "ServiceRole": _arn("RunnerRole"),
            "Source": {"Type": "NO_SOURCE", "BuildSpec": yaml.safe_dump(BUILDSPEC, sort_keys=False)},
            "Artifacts": {"Type": "S3", "Location": {"Ref": "Repositories"}, "Name": "repository", "Packaging": "NONE"},
            "Environment": {
                "Type": "LINUX_CONTAINER",
                "ComputeType": "BUILD_GENERAL1_SMALL",
                "Image": "aws/codebuild/amazonlinux-x86_64-standard:6.0",
                "EnvironmentVariables": given,
            },
            "LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": {"Ref": "Log"}}},
            "TimeoutInMinutes": 10,
        },
    }


def _rights(secrets: list[str]) -> list[dict[str, Any]]:
    log = ["logs:CreateLogStream", "logs:PutLogEvents"]
    rights = [
        _allow("s3:PutObject", {"Fn::Sub": "${Repositories.Arn}/*"}),
        _allow(["s3:GetBucketAcl", "s3:GetBucketLocation"], _arn("Repositories")),
        _allow(log, _arn("Log")),
    ]
    if secrets:
        rights.append(_allow("secretsmanager:GetSecretValue", [{"Ref": secret} for secret in secrets]))
    return rights


def _role(service: str, name: str, rights: list[dict[str, Any]]) -> dict[str, Any]:
    ours = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", "Condition": ours}
    policy = {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": rights}}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [policy],
        },
    }


def _bucket() -> dict[str, Any]:
    closed = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    encrypted = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [encrypted]},
            "PublicAccessBlockConfiguration": dict.fromkeys(closed, True),
            "VersioningConfiguration": {"Status": "Enabled"},
        },
    }


def _only_tls() -> dict[str, Any]:
    refused = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [_arn("Repositories"), {"Fn::Sub": "${Repositories.Arn}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = {"Version": "2012-10-17", "Statement": [refused]}
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "Repositories"}, "PolicyDocument": document},
    }


def _secret(value: dict[str, str]) -> dict[str, Any]:
    return {
        "Type": "AWS::SecretsManager::Secret",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"SecretString": value},
    }


def _allow(action: str | list[str], resource: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def _arn(resource: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [resource, "Arn"]}
