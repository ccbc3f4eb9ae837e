"""What stands beside the stages: artifacts and their key, alerts, and what the tools of AWS say of the whole."""

from environments import ENVIRONMENTS, PIPELINE
from project import NAME
from settings.pipeline import AuditTrail
from tests.support.cfn_lint import Linter
from tests.support.cloudformation import properties, resources, text
from tests.support.pipeline_templates import pipeline_template
from workload.names import stack_name


def test_artifacts_are_encrypted_with_a_rotating_key() -> None:
    template = pipeline_template()
    assert all(key["EnableKeyRotation"] for key in properties(template, "AWS::KMS::Key"))
    logs = {"AES256"}  # S3 delivers access logs only to buckets that use keys of its own
    for bucket in properties(template, "AWS::S3::Bucket"):
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        is_for_logs = "LoggingConfiguration" not in bucket
        assert {rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]} == (logs if is_for_logs else {"aws:kms"})


def test_the_update_of_the_stack_reads_no_parameter_for_which_its_action_has_no_right() -> None:
    assert "AWS::SSM::Parameter::Value" not in text(pipeline_template().get("Parameters", {}))


def test_artifacts_are_versioned_private_and_kept_for_a_rollback() -> None:
    for bucket in properties(pipeline_template(), "AWS::S3::Bucket"):
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
            kept = PIPELINE.artifact_retention_days
            # The newest upload of the source waits for its release, however long that takes.
            if "source/" not in text(bucket):
                assert rule["ExpirationInDays"] >= kept
            assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] >= kept


def test_every_bucket_refuses_plain_http() -> None:
    policies = text(properties(pipeline_template(), "AWS::S3::BucketPolicy"))
    assert policies.count('"aws:SecureTransport": "false"') >= len(properties(pipeline_template(), "AWS::S3::Bucket"))


def test_an_audit_trail_records_who_touches_an_artifact_unless_the_organisation_has_one() -> None:
    trails = resources(pipeline_template(), "AWS::CloudTrail::Trail").values()
    assert len(trails) == (1 if PIPELINE.audit_trail is AuditTrail.OWN else 0)
    for trail in (each["Properties"] for each in trails):
        assert trail["KMSKeyId"]
        assert trail["EnableLogFileValidation"] is True
        assert trail["EventSelectors"][0]["DataResources"][0]["Type"] == "AWS::S3::Object"


def test_every_alarm_reaches_people() -> None:
    assert all(alarm["AlarmActions"] for alarm in properties(pipeline_template(), "AWS::CloudWatch::Alarm"))


def test_cfn_lint_finds_nothing_in_the_pipeline(linter: Linter) -> None:
    assert linter.findings(pipeline_template(), PIPELINE.region) == []


def test_the_environments_have_stacks_of_their_own() -> None:
    names = {stack_name(environment, part) for environment in ENVIRONMENTS for part in ("data", "service")}
    assert len(names) == 2 * len(ENVIRONMENTS)
    assert all(name.startswith(f"{NAME}-") for name in names)
