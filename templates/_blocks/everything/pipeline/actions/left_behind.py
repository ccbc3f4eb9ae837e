"""What a deleted stack left behind, with the command that removes each kind of it.

CloudFormation says it best itself: what it retained has the status DELETE_SKIPPED, of a nested stack too.
"""

from typing import Any

_PYTHON = '.venv/bin/python -c "import boto3; '
# In the order in which they can go: a key last, since what it encrypts cannot be read without it.
COMMANDS = {
    "AWS::RDS::DBInstance": (
        "aws rds modify-db-instance --db-instance-identifier {id} --no-deletion-protection --apply-immediately "
        "--region {region} && aws rds delete-db-instance --db-instance-identifier {id} --skip-final-snapshot "
        "--region {region} && aws rds wait db-instance-deleted --db-instance-identifier {id} --region {region}"
    ),
    "AWS::RDS::DBSubnetGroup": "aws rds delete-db-subnet-group --db-subnet-group-name {id} --region {region}",
    **dict.fromkeys(
        ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"),
        "aws dynamodb update-table --table-name {id} --no-deletion-protection-enabled --region {region} && "
        "aws dynamodb wait table-exists --table-name {id} --region {region} && "
        "aws dynamodb delete-table --table-name {id} --region {region}",
    ),
    # Each version and each delete marker, else S3 keeps the bucket.
    "AWS::S3::Bucket": _PYTHON + "bucket = boto3.resource('s3', region_name='{region}').Bucket('{id}'); "
    'bucket.object_versions.delete(); bucket.delete()"',
    "AWS::Logs::LogGroup": (
        "aws logs put-log-group-deletion-protection --log-group-identifier {id} --no-deletion-protection-enabled "
        "--region {region} && aws logs delete-log-group --log-group-name {id} --region {region}"
    ),
    "AWS::ECS::TaskDefinition": (
        "aws ecs deregister-task-definition --task-definition {id} --region {region} && "
        "aws ecs delete-task-definitions --task-definitions {id} --region {region}"
    ),
    # API Gateway writes the logs of every API of an account and region with one role.
    "AWS::IAM::Role": _PYTHON + "role = boto3.resource('iam').Role('{id}'); "
    "[each.detach_role(RoleName='{id}') for each in role.attached_policies.all()]; "
    'role.delete()" (once no other API of the account writes its logs with it)',
    "AWS::KMS::Key": "aws kms schedule-key-deletion --key-id {id} --pending-window-in-days 30 --region {region}",
}
# Versions go with their function, and the setting of API Gateway is the account's.
NOTHING_TO_DO = {"AWS::Lambda::Version", "AWS::ApiGateway::Account"}
KEY = "AWS::KMS::Key"


def left_behind(cloudformation: Any, stack: str, *, region: str) -> list[str]:
    """A line for each resource that outlives the stack with this id, in the order in which they can be removed."""
    found = _resources(cloudformation, stack)
    left = [each for each in found if each["ResourceStatus"] == "DELETE_SKIPPED"]
    left = [each for each in left if each["ResourceType"] not in NOTHING_TO_DO]
    order = list(COMMANDS)
    left.sort(key=lambda each: order.index(each["ResourceType"]) if each["ResourceType"] in COMMANDS else -1)
    deleted = [each for each in found if (each["ResourceType"], each["ResourceStatus"]) == (KEY, "DELETE_COMPLETE")]
    return [*(_left(each, region) for each in left), *(_scheduled(each, region) for each in deleted)]


def _resources(cloudformation: Any, stack: str) -> list[dict[str, Any]]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    found = [each for page in pages for each in page["StackResourceSummaries"] if each.get("PhysicalResourceId")]
    nested = [each["PhysicalResourceId"] for each in found if each["ResourceType"] == "AWS::CloudFormation::Stack"]
    return [*found, *(each for one in nested for each in _resources(cloudformation, one))]


def _left(resource: dict[str, Any], region: str) -> str:
    type, id = resource["ResourceType"], resource["PhysicalResourceId"]
    how = COMMANDS.get(type, "by hand, in the console").format(id=id, region=region)
    return f"Left behind: {resource['LogicalResourceId']} ({type}) {id}. To remove it: {how}"


def _scheduled(resource: dict[str, Any], region: str) -> str:
    id = resource["PhysicalResourceId"]
    return (
        f"Key {id} is deleted at the end of its waiting period, of 30 days unless the template has another. "
        f"To keep it: aws kms cancel-key-deletion --key-id {id} --region {region}"
    )
