"""The bucket of the data sets: every version kept for a while, records of runs for ever, closed to all but the jobs."""

from typing import Any

import pytest

from batch import store
from tests.support.choices import LOCKED, ROLLING, SHIFTING
from tests.support.cloudformation import Template, as_list, in_words, properties, references, resources, statements
from tests.support.data_templates import JOBS_ROLE, RENEWS, data_templates
from workload.data import datasets
from workload.environment import Environment

BUCKET, POLICY, TABLE = "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::DynamoDB::GlobalTable"
each_environment = pytest.mark.parametrize("environment", [SHIFTING, ROLLING, LOCKED], ids=lambda each: each.name)


def bucket(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the one with the data sets."""
    (id,) = references(template["Outputs"][datasets.ARN_OUTPUT]["Value"])
    return id, template["Resources"][id]["Properties"]


def rules(environment: Environment) -> list[dict[str, Any]]:
    """The lifecycle of its objects."""
    _, found = bucket(data_templates(environment).data)
    return list(found["LifecycleConfiguration"]["Rules"])


def test_the_code_of_the_jobs_knows_the_same_prefixes() -> None:
    mine = [datasets.DATASETS, datasets.RUNS, datasets.TEMPORARY, datasets.SYSOUT]
    assert mine == [store.DATASETS, store.RUNS, store.TEMPORARY, store.SYSOUT]


@each_environment
def test_every_version_is_kept_and_encrypted_with_the_key_of_the_environment(environment: Environment) -> None:
    template = data_templates(environment).data
    (key,) = resources(template, "AWS::KMS::Key")
    _, found = bucket(template)
    (rule,) = found["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert references(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]) == {key}
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}


@each_environment
def test_only_what_a_run_passed_on_or_printed_expires_by_its_age(environment: Environment) -> None:
    expiring = {rule.get("Prefix", ""): rule["ExpirationInDays"] for rule in rules(environment) if _expires(rule)}
    assert expiring == {
        datasets.TEMPORARY: datasets.TEMPORARY_DAYS,
        datasets.SYSOUT: environment.log_retention_days,
    }


def _expires(rule: dict[str, Any]) -> bool:
    assert "ExpirationDate" not in rule and "Transitions" not in rule
    return "ExpirationInDays" in rule


@each_environment
def test_what_was_replaced_is_kept_as_long_as_the_environment_says(environment: Environment) -> None:
    (rule,) = [each for each in rules(environment) if "NoncurrentVersionExpiration" in each]
    assert "Prefix" not in rule
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": environment.datasets.keep_versions_days}


@each_environment
def test_every_bucket_is_closed_and_reached_by_tls_only(environment: Environment) -> None:
    template = data_templates(environment).data
    policies = properties(template, POLICY)
    for id, each in resources(template, BUCKET).items():
        assert set(each["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
        (policy,) = [policy for policy in policies if references(policy["Bucket"]) == {id}]
        denied = [it for it in policy["PolicyDocument"]["Statement"] if it["Effect"] == "Deny"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [it["Condition"] for it in denied]
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in [it["Condition"] for it in denied]


@each_environment
def test_who_read_a_data_set_is_logged_in_a_bucket_of_its_own(environment: Environment) -> None:
    template = data_templates(environment).data
    id, found = bucket(template)
    (readers,) = references(found["LoggingConfiguration"]["DestinationBucketName"])
    assert readers != id
    log = template["Resources"][readers]["Properties"]
    assert [rule["ExpirationInDays"] for rule in log["LifecycleConfiguration"]["Rules"]] == [
        environment.log_retention_days
    ]
    # S3 delivers logs to no bucket with Object Lock.
    assert "ObjectLockEnabled" not in log


def test_golden_data_can_be_locked_where_the_environment_says_so_and_nothing_is_locked_by_itself() -> None:
    _, locked = bucket(data_templates(LOCKED).data)
    assert locked["ObjectLockEnabled"] is True
    assert "ObjectLockConfiguration" not in locked
    _, free = bucket(data_templates(ROLLING).data)
    assert "ObjectLockEnabled" not in free


@each_environment
def test_protected_data_outlives_its_stack_and_other_data_goes_with_it(environment: Environment) -> None:
    template = data_templates(environment).data
    protected = environment.protect_data
    kept = [each for kind in (BUCKET, TABLE, "AWS::KMS::Key") for each in resources(template, kind).values()]
    assert len(kept) >= 4
    for each in kept:
        assert each["DeletionPolicy"] == each["UpdateReplacePolicy"] == ("Retain" if protected else "Delete")
    for table in properties(template, TABLE):
        assert [each["DeletionProtectionEnabled"] for each in table["Replicas"]] == [protected]
    emptied = resources(template, "Custom::S3AutoDeleteObjects")
    assert len(emptied) == (0 if protected else len(resources(template, BUCKET)))


@each_environment
def test_a_job_has_one_lock_that_expires(environment: Environment) -> None:
    template = data_templates(environment).data
    (locks,) = [each for id, each in resources(template, TABLE).items() if id.startswith("Locks")]
    found = locks["Properties"]
    assert found["KeySchema"] == [{"AttributeName": "job", "KeyType": "HASH"}]
    assert found["AttributeDefinitions"] == [{"AttributeName": "job", "AttributeType": "S"}]
    assert found["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert found["BillingMode"] == "PAY_PER_REQUEST"


@each_environment
def test_jobs_use_data_sets_of_this_bucket_and_cannot_unlock_or_remove_a_version(environment: Environment) -> None:
    templates = data_templates(environment)
    allowed = [each for role, each in statements(templates.user) if role.startswith(JOBS_ROLE)]
    actions = {action for each in allowed for action in as_list(each["Action"])}
    assert {action for action in actions if action.startswith("s3:")} == {
        *("s3:ListBucket", "s3:ListBucketVersions", "s3:AbortMultipartUpload"),
        *("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"),
    }
    assert {action for action in actions if action.startswith("dynamodb:")} == {RENEWS}
    for each in allowed:
        for resource in as_list(each["Resource"]):
            assert "Fn::GetStackOutput" in str(resource), "everything that they use is of the data stack"
        if any(action.startswith("kms:") for action in as_list(each["Action"])):
            (service,) = each["Condition"]["StringEquals"].values()
            assert in_words(service).split(".")[0] in {"s3", "dynamodb"}
    (objects,) = [each for each in allowed if each.get("Sid") == "UseDatasets"]
    ends = {each["Fn::Join"][1][-1] for each in objects["Resource"]}
    assert ends == {f"/{prefix}*" for prefix in (store.DATASETS, store.RUNS, store.TEMPORARY, store.SYSOUT)}
