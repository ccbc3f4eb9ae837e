"""The role that reads what a release would change before it is approved: it makes change sets and executes none."""

from copy import deepcopy
from typing import Any

from pipeline.review.preview import CHANGE_SET
from project import NAME
from workload.planned import BEFORE_APPROVAL

REVIEW_ROLE = "ReviewRole"
# Nobody reads the template of a change set after that.
KEPT_DAYS = 7


def review_role_of(environments: list[str], *, trust: dict[str, Any]) -> dict[str, Any]:
    """The role in the bootstrap template of an account, for stacks of these environments. trust: who may assume it."""
    stacks = [_arn("cloudformation", f"stack/{NAME}-{name}-*/*") for name in environments]
    # Macros of AWS, such as SAM, which a template may name.
    macros = _arn("cloudformation", "transform/*", account="aws")
    own = {"StringLike": {"cloudformation:ChangeSetName": f"{CHANGE_SET}*"}}
    written = {"Fn::Sub": f"${{StagingBucket.Arn}}/{BEFORE_APPROVAL}*"}
    through_s3 = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "s3.${AWS::Region}.${AWS::URLSuffix}"}}}
    change_sets = [_arn("cloudformation", f"changeSet/{CHANGE_SET}*/*")]
    version = _arn("ssm", "parameter${CdkBootstrapVersion}")
    statements = [
        _allow("MakeChangeSets", ["cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet"], stacks, own),
        _allow("ExpandMacros", ["cloudformation:CreateChangeSet"], macros),
        _allow(
            "Read",
            [
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeEvents",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
                "cloudformation:GetTemplate",
            ],
            stacks,
        ),
        # Why a change set was refused. The request names stack and change set, and either may be what is judged.
        _allow("ReadRefusals", ["cloudformation:DescribeEvents"], change_sets),
        # CloudFormation reads templates with the rights of whoever asks.
        _allow("WriteTemplates", ["s3:GetObject", "s3:PutObject"], written),
        # A bucket may have a key of its own; S3 uses it for whoever reads or writes.
        _allow("UseTheKeyOfTheBucket", ["kms:Decrypt", "kms:GenerateDataKey"], "*", through_s3),
        # The templates of the CDK name it as a parameter, which whoever makes the change set has to read.
        _allow("ReadTheVersionOfTheBootstrap", ["ssm:GetParameter", "ssm:GetParameters"], version),
        # And public ones of AWS, which resources of a team may name.
        _allow("ReadParametersOfAws", ["ssm:GetParameters"], _arn("ssm", "parameter/aws/service/*", account="")),
    ]
    document = {"Version": "2012-10-17", "Statement": statements if environments else [_nothing()]}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Fn::Sub": "cdk-${Qualifier}-review-role-${AWS::AccountId}-${AWS::Region}"},
            "AssumeRolePolicyDocument": trust,
            "Policies": [{"PolicyName": "review", "PolicyDocument": document}],
            "Tags": [{"Key": "aws-cdk:bootstrap-role", "Value": "review"}],
        },
    }


def expiring(bucket: dict[str, Any]) -> dict[str, Any]:
    """The staging bucket, from which goes by itself what a review wrote."""
    changed = deepcopy(bucket)
    rules = changed["Properties"].setdefault("LifecycleConfiguration", {}).setdefault("Rules", [])
    rules.append({"Id": "Reviews", "Status": "Enabled", "Prefix": BEFORE_APPROVAL, "ExpirationInDays": KEPT_DAYS})
    return changed


def _arn(service: str, resource: str, *, account: str = "${AWS::AccountId}") -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:{account}:{resource}"}


def _allow(sid: str, actions: list[str], resources: Any, conditions: Any = None) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
    return {**statement, **({"Condition": conditions} if conditions else {})}


def _nothing() -> dict[str, Any]:
    return {"Sid": "NoEnvironmentHere", "Effect": "Deny", "Action": "*", "Resource": "*"}
