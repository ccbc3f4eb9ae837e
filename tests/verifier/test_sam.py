"""A template of SAM is read as CloudFormation gets it."""

from textwrap import dedent

from golden_paths.verifier import sam
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.templates import as_text

TEMPLATE = dedent("""
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      Shift: {Type: String, Default: Canary10Percent5Minutes}
      Bucket: {Type: String}
    Globals:
      Function: {Runtime: python3.13, CodeUri: src/}
    Resources:
      Table:
        Type: AWS::DynamoDB::Table
      Function:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          AutoPublishAlias: live
          Policies: [AWSXrayWriteOnlyAccess, {S3ReadPolicy: {BucketName: !Ref Bucket}}]
          DeploymentPreference: {Type: !Ref Shift, Alarms: [!Ref Alarm]}
          Events:
            Get: {Type: Api, Properties: {Path: /, Method: get}}
      Alarm:
        Type: AWS::CloudWatch::Alarm
    """).lstrip()


def test_functions_become_versions_aliases_and_deployment_groups() -> None:
    [template] = Repository({"service/template.yaml": TEMPLATE}).templates
    [group] = template.of_type("AWS::CodeDeploy::DeploymentGroup")
    [alias] = template.of_type("AWS::Lambda::Alias")

    assert template.file == "service/template.yaml"
    assert group.id == "FunctionDeploymentGroup"
    assert as_text(group.get("DeploymentConfigName")) == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group.text("AlarmConfiguration", "Alarms") != ""
    assert alias.text("Name") == "live"
    assert not any(each.type.startswith("AWS::Serverless::") for each in template.resources.values())


def test_what_a_person_wrote_keeps_its_line() -> None:
    [template] = Repository({"template.yaml": TEMPLATE}).templates

    assert template.resources["Table"].where == "Table (line 9)"
    assert template.resources["Function"].where == "Function (line 11)"
    assert template.resources["FunctionAliaslive"].where == "FunctionAliaslive"


def test_the_document_stays_as_it_was_written() -> None:
    repository = Repository({"template.yaml": TEMPLATE})

    assert repository.templates
    assert repository.document("template.yaml")["Globals"]["Function"]["CodeUri"] == "src/"


def test_a_fingerprint_that_nobody_knows_yet_is_no_hindrance() -> None:
    text = TEMPLATE.replace("  AutoPublishAlias:", "  AutoPublishCodeSha256: !Ref Bucket\n      AutoPublishAlias:")

    [template] = Repository({"template.yaml": text}).templates

    assert [each.text("FunctionName") for each in template.of_type("AWS::Lambda::Alias")] == ["${Function}"]


def test_what_sam_refuses_is_read_as_it_is() -> None:
    refused = TEMPLATE.replace("AutoPublishAlias: live", "AutoPublishAlias: [a, b]")

    [template] = Repository({"template.yaml": refused}).templates

    assert template.resources["Function"].type == "AWS::Serverless::Function"


def test_a_template_without_sam_does_not_load_its_translator() -> None:
    sam._translator.cache_clear()

    assert Repository({"template.yaml": "Resources: {Topic: {Type: AWS::SNS::Topic}}"}).templates
    assert sam._translator.cache_info().misses == 0
