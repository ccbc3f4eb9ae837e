"""Which services of AWS a template lets in without asking on whose behalf, beyond those that do not say it."""

import re
from collections.abc import Iterator
from typing import Any

DOCUMENTS = ("AssumeRolePolicyDocument", "KeyPolicy", "PolicyDocument")
# By service or by type and service; the reasons are in docs/decisions/0021-sources-and-rights.md.
UNSAID = {
    "AWS::IAM::Role apigateway",
    "AWS::IAM::Role codepipeline",
    "AWS::IAM::Role ec2",
    "AWS::IAM::Role ecs",
    "AWS::IAM::Role events",
    "AWS::KMS::Key events",
    "AWS::SNS::TopicPolicy events",
    # CloudWatch Logs is let in by the names of log groups, which name the account.
    "AWS::KMS::Key logs",
}
# Roles that the CDK makes: for its own functions, and for what starts a task, which AWS documents without a condition.
MADE_BY_THE_CDK = re.compile(r"Custom\w+CustomResourceProviderRole\w+|\w+ExecutionRole\w+")


def lets_in_for_anybody(template: dict[str, Any]) -> list[str]:
    """`type service: logical id` of each trust without `aws:SourceAccount` or `aws:SourceArn`."""
    return sorted({f"{what}: {name}" for name, what in _unconditional(template) if what not in UNSAID})


def _unconditional(template: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::S3::BucketPolicy" or MADE_BY_THE_CDK.fullmatch(name):
            continue
        documents = (resource.get("Properties", {}).get(each) for each in DOCUMENTS)
        for statement in (each for document in documents if document for each in document["Statement"]):
            principal = statement.get("Principal")
            services = principal.get("Service", []) if isinstance(principal, dict) else []
            if "aws:Source" not in str(statement.get("Condition")):
                for service in services if isinstance(services, list) else [services]:
                    yield name, f"{resource['Type']} {_short(service)}"


def _short(service: Any) -> str:
    """`lambda` of `lambda.amazonaws.com`, `logs` of what begins with it and ends with the region."""
    found = re.search(r"[a-z0-9-]+(?=\.)", str(service))
    assert found, service
    return found[0]
