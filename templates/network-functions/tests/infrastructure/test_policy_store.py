"""The policy: encrypted, every version kept, and the one of the repository only where there is none."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.support.choices import IN_EXISTING_VPC, VNF_FILTER
from tests.support.cloudformation import Template, as_list, in_words, properties, references, resources, statements
from tests.support.network_templates import network_template
from workload.data.policy_store import FIRST_POLICY, PolicyStore
from workload.environment import Environment

BUCKET = "AWS::S3::Bucket"
PROTECTED = replace(VNF_FILTER, name="protected", protect_data=True)
every_environment = pytest.mark.parametrize(
    "environment", [VNF_FILTER, PROTECTED, IN_EXISTING_VPC], ids=lambda each: each.name
)


def buckets(template: Template) -> dict[str, dict[str, Any]]:
    """Those that hold data, by logical id: all but the one with the access logs."""
    return {
        id: each for id, each in resources(template, BUCKET).items() if "LoggingConfiguration" in each["Properties"]
    }


def first_policy(template: Template) -> dict[str, Any]:
    """The call of S3 that puts it there."""
    (made,) = properties(template, "Custom::AWS")
    call: dict[str, Any] = json.loads(in_words(made["Create"]))
    # A change of the file in the repository tries again, and finds a policy.
    assert json.loads(in_words(made["Update"])) == call
    assert "Delete" not in made
    return call


@every_environment
def test_policy_and_bundles_are_encrypted_with_the_key_of_the_environment_and_versioned(
    environment: Environment,
) -> None:
    template = network_template(environment)
    (key,) = resources(template, "AWS::KMS::Key")
    found = buckets(template)
    assert len(found) == 2
    for each in found.values():
        (rule,) = each["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert references(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]) == {key}
        assert each["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


@every_environment
def test_no_version_in_force_expires_and_the_last_ones_before_it_stay(environment: Environment) -> None:
    for each in buckets(network_template(environment)).values():
        rules = each["Properties"]["LifecycleConfiguration"]["Rules"]
        assert not [rule for rule in rules if "ExpirationInDays" in rule or "ExpirationDate" in rule]
        (replaced,) = [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule]
        assert replaced["NewerNoncurrentVersions"] >= 20


@every_environment
def test_every_bucket_is_closed_and_reached_by_tls_only(environment: Environment) -> None:
    template = network_template(environment)
    policies = properties(template, "AWS::S3::BucketPolicy")
    for id, each in resources(template, BUCKET).items():
        assert all(each["Properties"]["PublicAccessBlockConfiguration"].values())
        (policy,) = [policy for policy in policies if references(policy["Bucket"]) == {id}]
        denied = [it for it in policy["PolicyDocument"]["Statement"] if it["Effect"] == "Deny"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [it["Condition"] for it in denied]


def test_protected_data_outlives_its_stack_and_other_data_goes_with_it() -> None:
    for environment in (PROTECTED, VNF_FILTER):
        template = network_template(environment)
        wanted = "Retain" if environment.protect_data else "Delete"
        kept = {**resources(template, BUCKET), **resources(template, "AWS::KMS::Key")}
        assert {each["DeletionPolicy"] for each in kept.values()} == {wanted}
        emptied = resources(template, "Custom::S3AutoDeleteObjects")
        assert len(emptied) == (0 if environment.protect_data else len(resources(template, BUCKET)))


@every_environment
def test_the_policy_of_the_repository_is_put_where_there_is_none_and_only_there(environment: Environment) -> None:
    call = first_policy(network_template(environment))
    put = call["parameters"]
    assert (call["service"], call["action"]) == ("S3", "PutObject")
    assert put["IfNoneMatch"] == "*"
    assert (put["Key"], put["Body"]) == (PolicyStore.key_name, FIRST_POLICY.read_text("utf-8"))
    # The deployment goes on when the management API was faster, and fails for every other reason.
    assert call["ignoreErrorCodesMatching"] == "PreconditionFailed|ConditionalRequestConflict"


@every_environment
def test_who_puts_it_may_write_the_policy_and_nothing_else(environment: Environment) -> None:
    template = network_template(environment)
    (function,) = [each for each in properties(template, "AWS::Lambda::Function") if "LoggingConfig" in each]
    (role,) = references(function["Role"])
    allowed = [each for of, each in statements(template) if of == role]
    actions = {action for each in allowed for action in as_list(each["Action"])}
    assert actions == {
        *("s3:PutObject", "kms:GenerateDataKey", "kms:Decrypt"),
        *("logs:CreateLogStream", "logs:PutLogEvents"),
    }
    for each in allowed:
        assert "*" not in as_list(each["Resource"])
    (put,) = [each for each in allowed if each["Action"] == "s3:PutObject"]
    assert in_words(put["Resource"]).endswith(f"/{PolicyStore.key_name}")


@every_environment
def test_it_is_put_after_its_role_may_do_so(environment: Environment) -> None:
    template = network_template(environment)
    (made,) = resources(template, "Custom::AWS").values()
    policies = {id for id in resources(template, "AWS::IAM::Policy") if "FirstRole" in id}
    assert policies
    assert policies <= set(as_list(made["DependsOn"]))
