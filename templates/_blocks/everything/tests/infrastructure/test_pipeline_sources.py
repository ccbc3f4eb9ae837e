"""How the pipeline gets its source, for each place where the source can live."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_s3 as s3

from environments import PIPELINE
from pipeline.source import SourceStage
from pipeline.source_bucket import let_upload
from project import NAME
from security.encryption import ArtifactStore
from settings.configuration import ConfigurationError
from settings.pipeline import Source
from tests.support.cloudformation import (
    Template,
    as_list,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
)
from tests.support.pipeline_templates import pipeline, stages
from tests.support.sources import (
    ACCOUNT,
    ARN,
    AZURE_DEVOPS,
    BITBUCKET,
    CODECOMMIT,
    CODECOMMIT_TAGS,
    GITHUB,
    GITLAB,
    ZIPPED,
    pipeline_from,
)

CONNECTION = "AWS::CodeConnections::Connection"
by_connection = pytest.mark.parametrize(
    "source", [GITHUB, GITLAB, BITBUCKET, AZURE_DEVOPS], ids=lambda source: str(source.provider.value)
)


def source_action(template: Template) -> dict[str, Any]:
    (action,) = stages(template)["Source"]["Actions"]
    return dict(action)


@by_connection
def test_only_the_trigger_starts_a_release_or_each_push_would_start_two(source: Source) -> None:
    written = source_action(pipeline_from(source))["Configuration"]
    assert written["DetectChanges"] is False
    assert (written["FullRepositoryId"], written["BranchName"]) == (source.repository, source.branch)
    (trigger,) = pipeline(pipeline_from(source))["Triggers"]
    assert trigger["GitConfiguration"]["SourceActionName"] == source_action(pipeline_from(source))["Name"]


@pytest.mark.parametrize(
    ("source", "push"),
    [
        (
            GITHUB,
            {
                "Branches": {"Includes": ["main"]},
                "FilePaths": {"Includes": ["workload/**", "*.py"], "Excludes": ["docs/**"]},
            },
        ),
        (GITLAB, {"Branches": {"Includes": ["release.1"]}}),
        (BITBUCKET, {"Tags": {"Includes": ["v*"]}}),
    ],
    ids=["paths", "branch", "tags"],
)
def test_a_push_that_is_no_release_starts_nothing(source: Source, push: dict[str, Any]) -> None:
    (trigger,) = pipeline(pipeline_from(source))["Triggers"]
    assert trigger["GitConfiguration"]["Push"] == [push]


@by_connection
def test_the_source_action_may_use_the_connection_by_both_names_of_the_right(source: Source) -> None:
    template = pipeline_from(source)
    role = references(source_action(template)["RoleArn"])
    allowed = {action for name, each in statements(template) if {name} == role for action in as_list(each["Action"])}
    assert {"codeconnections:UseConnection", "codestar-connections:UseConnection"} <= allowed


def test_a_connection_outlives_the_stack_that_made_it_because_its_arn_then_stands_in_project_py() -> None:
    (connection,) = resources(pipeline_from(GITHUB), CONNECTION).values()
    assert connection["UpdateReplacePolicy"] == "Retain"
    # One of a first deployment that failed would only be in the way.
    assert connection["DeletionPolicy"] == "RetainExceptOnCreate"
    assert connection["Properties"]["ConnectionName"] == NAME
    assert connection["Properties"]["ProviderType"] == "GitHub"


@pytest.mark.parametrize(
    ("source", "known_as"),
    [(GITHUB, "GitHub"), (GITLAB, "GitLab"), (BITBUCKET, "Bitbucket"), (AZURE_DEVOPS, "AzureDevOps")],
    ids=["github", "gitlab", "bitbucket", "azure-devops"],
)
def test_a_connection_that_the_stack_makes_is_for_its_provider(source: Source, known_as: str) -> None:
    stack = cdk.Stack(env=cdk.Environment(account=ACCOUNT, region=PIPELINE.region))
    SourceStage(stack, "Source", source=replace(source, connection_arn=""), store=Mock(spec=ArtifactStore))
    (connection,) = assertions.Template.from_stack(stack).find_resources(CONNECTION).values()
    assert connection["Properties"]["ProviderType"] == known_as


def test_a_connection_of_a_person_is_used_as_it_is() -> None:
    assert resources(pipeline_from(GITLAB), CONNECTION) == {}
    assert source_action(pipeline_from(GITLAB))["Configuration"]["ConnectionArn"] == ARN


@pytest.mark.parametrize(
    ("arn", "sentence"),
    [
        (
            ARN.replace(PIPELINE.region, "mars-north-1"),
            f"a connection in {PIPELINE.region}, the region of the pipeline",
        ),
        (ARN.replace(ACCOUNT, "999999999999"), "needs its account too, for example connection_account="),
    ],
)
def test_a_connection_that_the_pipeline_cannot_use_is_refused_before_the_deployment(arn: str, sentence: str) -> None:
    stack = cdk.Stack(env=cdk.Environment(account=ACCOUNT, region=PIPELINE.region))
    with pytest.raises(ConfigurationError, match=rf'project\.py: connection_arn="{arn}": .*{sentence}'):
        SourceStage(stack, "Source", source=replace(GITLAB, connection_arn=arn), store=Mock(spec=ArtifactStore))


def test_a_connection_that_another_account_shares_is_used() -> None:
    shared = replace(GITLAB, connection_arn=ARN.replace(ACCOUNT, "999999999999"), connection_account="999999999999")
    stack = cdk.Stack(env=cdk.Environment(account=ACCOUNT, region=PIPELINE.region))
    assert SourceStage(stack, "Source", source=shared, store=Mock(spec=ArtifactStore)).connection_arn


@pytest.mark.parametrize("source", [CODECOMMIT, CODECOMMIT_TAGS, ZIPPED], ids=["codecommit", "tags", "s3"])
def test_codepipeline_polls_nothing(source: Source) -> None:
    written = source_action(pipeline_from(source))["Configuration"]
    assert str(written.get("PollForSourceChanges", written.get("PollForSourceChange"))).lower() == "false"


def test_an_upload_is_announced_and_every_version_of_it_kept() -> None:
    template = pipeline_from(ZIPPED)
    (name,) = references(source_action(template)["Configuration"]["S3Bucket"])
    bucket = template["Resources"][name]["Properties"]
    assert bucket["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"] is True
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"


def test_the_system_that_uploads_may_put_this_one_object_and_read_nothing() -> None:
    template = pipeline_from(ZIPPED)
    (name, role), *others = (
        (name, each)
        for name, each in resources(template, "AWS::IAM::Role").items()
        if each["Properties"].get("RoleName") == f"{NAME}-source-upload"
    )
    assert others == []
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert in_words(trust["Principal"]["AWS"]).endswith(f":{PIPELINE.account or '<AWS::AccountId>'}:root")
    put, encrypt = (each for holder, each in statements(template) if holder == name)
    assert set(as_list(put["Action"])) == {"s3:PutObject", "s3:AbortMultipartUpload"}
    assert in_words(put["Resource"]).endswith("/orders.zip")
    assert references(put["Resource"]) == references(source_action(template)["Configuration"]["S3Bucket"])
    # README.md finds the bucket by this name.
    (told,) = (each for id, each in template["Outputs"].items() if id.startswith("SourceUploadBucket"))
    assert references(told["Value"]) == references(put["Resource"])
    # The key also encrypts the artifacts.
    assert references(encrypt["Condition"]) == references(put["Resource"])


def test_only_those_whom_the_team_names_may_upload() -> None:
    named = ("arn:aws:iam::222222222222:role/BuildServer", "333333333333")
    stack = cdk.Stack()
    bucket = s3.Bucket(stack, "Bucket", encryption=s3.BucketEncryption.KMS)
    let_upload(stack, bucket=bucket, zip_key="orders.zip", uploaders=named)
    (role,) = assertions.Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    trust = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    by_name, by_account = trust
    assert by_name["Principal"] == {"AWS": "*"}
    assert by_name["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": named[0]},
        "StringEquals": {"aws:PrincipalAccount": "222222222222"},
    }
    assert in_words(by_account["Principal"]["AWS"]) == "arn:<AWS::Partition>:iam::333333333333:root"


def test_an_updated_pipeline_starts_again_but_for_tags_which_name_no_branch() -> None:
    assert pipeline(pipeline_from(CODECOMMIT))["RestartExecutionOnUpdate"] is True
    assert pipeline(pipeline_from(GITHUB))["RestartExecutionOnUpdate"] is True
    assert pipeline(pipeline_from(BITBUCKET))["RestartExecutionOnUpdate"] is False


def test_artifacts_are_encrypted_with_the_key_of_the_project() -> None:
    template = pipeline_from(CODECOMMIT)
    store = pipeline(template)["ArtifactStore"]
    (bucket,) = references(store["Location"])
    (encryption,) = template["Resources"][bucket]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    keys = set(resources(template, "AWS::KMS::Key"))
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert references(encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]) <= keys
    assert references(store["EncryptionKey"]["Id"]) <= keys
    assert all(references(each["EncryptionKey"]) <= keys for each in properties(template, "AWS::CodeBuild::Project"))


def test_an_upload_expires_with_the_artifacts_once_it_was_replaced_and_the_newest_never() -> None:
    (bucket,) = (each for each in properties(pipeline_from(ZIPPED), "AWS::S3::Bucket") if "source/" in text(each))
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == PIPELINE.artifact_retention_days
    assert "ExpirationInDays" not in rule
