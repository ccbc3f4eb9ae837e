"""Repositories whose parts agree in a way that a rule took for a fault once."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from golden_paths.verifier.examples import with_pipeline, with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules import agreements, balancing, siblings

TABLE = "Orders: {Type: 'AWS::DynamoDB::Table', Properties: {AttributeDefinitions: [%s]}}\n"
RECORD = "tests/infrastructure/data_stack.json"
RECORDED = json.dumps(
    {
        "Orders": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]},
        },
        "Other": {"Type": "AWS::SQS::Queue", "Properties": None},
    }
)
ID, TIME, NUMBER = (
    f"{{AttributeName: {name}, AttributeType: {kind}}}" for name, kind in (("id", "S"), ("time", "N"), ("id", "N"))
)
TASK = """
Task:
  Type: AWS::ECS::TaskDefinition
  Properties:
    NetworkMode: awsvpc
    ContainerDefinitions: [%s]
Service:
  Type: AWS::ECS::Service
  Properties: {TaskDefinition: !Ref Task, LoadBalancers: [{ContainerPort: 80, TargetGroupArn: !Ref Group}]}
Group: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {HealthCheckPort: "80"}}
"""
APP = "{Name: app, PortMappings: %s, Environment: %s}"
TRUST = """
{id}:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Statement: {{Effect: Allow, Action: "sts:AssumeRole", Principal: {{Service: {service}.amazonaws.com}}{condition}}}
"""
HERE = ", Condition: {StringEquals: {'aws:SourceAccount': '111122223333'}}"
ASKED = TRUST.format(id="One", service="lambda", condition=HERE) + TRUST.format(
    id="Two", service="codedeploy", condition=HERE
)
STAGE = (
    "- Name: %s\n  Actions:\n  - {Name: Build, ActionTypeId: {Category: Build, Provider: CodeBuild}, "
    "Configuration: {ProjectName: !Ref Project, EnvironmentVariables: %s}}\n"
)
PROJECT = (
    "Project: {Type: 'AWS::CodeBuild::Project', Properties: "
    "{Environment: {EnvironmentVariables: [{Name: %s, Value: %s, Type: %s}]}}}\n"
)


def _stage(stage: str, variables: str, name: str, value: str, kind: str = "PLAINTEXT") -> Mapping[str, str]:
    return with_pipeline(STAGE % (stage, variables), PROJECT % (name, value, kind))


PROD = """'[{"name": "ENVIRONMENT", "value": "prod"}]'"""
HOOK = """
Service:
  Type: AWS::ECS::Service
  Properties:
    DeploymentConfiguration:
      LifecycleHooks:
      - {HookTargetArn: hook, LifecycleStages: [%s], TimeoutConfiguration: {TimeoutInMinutes: 5, Action: CONTINUE}}
"""
KEY = """
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Statement:
      - {Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: "kms:Decrypt", Resource: "*"%s}
      - {Effect: Allow, Principal: {Service: logs.eu-west-1.amazonaws.com}, Action: "kms:Decrypt", Resource: "*"%s}
"""
OF_LOGS = ", Condition: {ArnLike: {'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:*'}}"
STORE = (
    "- {Name: Build, Actions: [{Name: Build, ActionTypeId: {Category: Build, Provider: CodeBuild}, "
    "Configuration: {ProjectName: !Ref Project}}]}"
)
KEYED = """
Project: {Type: "AWS::CodeBuild::Project", Properties: {EncryptionKey: !GetAtt Key.Arn}}
Key: {Type: "AWS::KMS::Key"}
Store:
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms"}}]}
"""


RIGHT: dict[str, tuple[Any, Mapping[str, str]]] = {
    "a table gets another index": (
        agreements.still_there,
        {**with_resources(TABLE % f"{ID}, {TIME}" + "Other: {Type: 'AWS::SQS::Queue'}"), RECORD: RECORDED},
    ),
    "no template of the data stack is there": (agreements.still_there, {RECORD: RECORDED}),
    "a condition decides on variables and ports": (
        agreements.listens_where_asked,
        with_resources(TASK % APP % ("!If [A, [{ContainerPort: 1}], []]", "!If [A, [{Name: PORT, Value: '2'}], []]")),
    ),
    "a condition decides on ports that are checked": (
        balancing.check_port_is_mapped,
        with_resources(TASK % APP % ("!If [A, [{ContainerPort: 1}], []]", "!If [A, [{Name: PORT, Value: '2'}], []]")),
    ),
    "a container behind a proxy": (
        agreements.listens_where_asked,
        with_resources(TASK % f"{APP % ('[{ContainerPort: 80}]', '[{Name: PORT, Value: 8080}]')}, {{Name: proxy}}"),
    ),
    "a condition decides on the store": (
        agreements.have_the_key,
        with_pipeline(STORE, KEYED, "ArtifactStore: !If [A, {Type: S3, Location: a}, {Type: S3, Location: b}]"),
    ),
    "the bucket has the key": (
        agreements.have_the_key,
        with_pipeline(STORE, KEYED, "ArtifactStore: {Type: S3, Location: !Ref Store}"),
    ),
    "sample files that pytest leaves alone": (
        agreements.suite_is_not_skipped,
        {**with_pipeline("- {Name: Test}"), "tests/data/conftest.py": 'collect_ignore_glob = ["*"]\n'},
    ),
    "samples of tests that another test runs": (
        agreements.suite_is_not_skipped,
        {
            **with_pipeline("- {Name: Test}"),
            "tests/data/conftest.py": 'collect_ignore_glob = ["*"]\n',
            "tests/data/red/test_red.py": "",
            "tests/test_it.py": 'SAMPLE = "tests/data/red"\n',
        },
    ),
    "a role that the CDK makes": (
        siblings.says_for_whom,
        with_resources(
            TRUST.format(id="One", service="states", condition=HERE)
            + TRUST.format(id="Two", service="codedeploy", condition=HERE)
            + TRUST.format(id="AWS679f53fac002430cb0da5b7982bd2287ServiceRoleC1EA0FF2", service="lambda", condition="")
        ),
    ),
    "a role that SAM makes": (
        siblings.says_for_whom,
        {
            "template.yaml": "Transform: AWS::Serverless-2016-10-31\n"
            + with_resources(
                ASKED
                + """
Function:
  Type: AWS::Serverless::Function
  Properties:
    Handler: a.b
    Runtime: python3.13
    CodeUri: src
    Role: !GetAtt One.Arn
    Events: {Nightly: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}}
"""
            )["template.yaml"]
        },
    ),
    "the action says it": (siblings.knows_its_environment, _stage("Prod", PROD, "ENVIRONMENT", "dev")),
    "variables that nobody can read": (
        siblings.knows_its_environment,
        _stage("Prod", "!Sub '[${Variables}]'", "ENVIRONMENT", "dev"),
    ),
    "a name that nobody knows": (siblings.knows_its_environment, _stage("Prod", "''", "!If [A, B, C]", "dev")),
    "neither is production": (siblings.knows_its_environment, _stage("PreProd", "''", "ENVIRONMENT", "staging")),
    "a mode of Node": (siblings.knows_its_environment, _stage("Staging", "''", "ENV", "production")),
    "a name of a parameter": (
        siblings.knows_its_environment,
        _stage("Staging", "''", "ENVIRONMENT", "/prod/name", "PARAMETER_STORE"),
    ),
    "a value of a parameter": (
        siblings.knows_its_environment,
        _stage("Staging", "''", "ENVIRONMENT", "!Ref ProdLikeName"),
    ),
    "a hook after the shift": (siblings.silent_hook, with_resources(HOOK % "POST_PRODUCTION_TRAFFIC_SHIFT")),
    "a key for logs": (siblings.key_says_for_whom, with_resources(KEY % (HERE, OF_LOGS))),
}


@pytest.mark.parametrize(("rule", "files"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_no_finding(rule: Any, files: Mapping[str, str]) -> None:
    assert list(rule.findings(Repository(files))) == []


WRONG = {
    "a table gets another key": (
        agreements.still_there,
        {**with_resources(TABLE % NUMBER + "Other: {Type: 'AWS::SQS::Queue'}"), RECORD: RECORDED},
        "make record-data-stack",
    ),
    "a store that is gone": (
        agreements.still_there,
        {**with_resources(TABLE % ID), RECORD: RECORDED},
        "make record-data-stack",
    ),
    "tests that nobody runs": (
        agreements.suite_is_not_skipped,
        {
            **with_pipeline("- {Name: Test}"),
            "tests/unit/conftest.py": 'collect_ignore_glob = ["*"]\n',
            "tests/unit/test_it.py": "",
        },
        "tests/unit/conftest.py: line 1",
    ),
    "the action says another one": (
        siblings.knows_its_environment,
        _stage("Dev", PROD, "ENVIRONMENT", "dev"),
        "ENVIRONMENT=prod in the stage Dev",
    ),
    "a hook before the shift": (siblings.silent_hook, with_resources(HOOK % "POST_TEST_TRAFFIC_SHIFT"), "ROLLBACK"),
    "a key for logs of any account": (
        siblings.key_says_for_whom,
        with_resources(KEY % (HERE, "")),
        "kms:EncryptionContext:aws:logs:arn",
    ),
}


@pytest.mark.parametrize(("rule", "files", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_finding(rule: Any, files: Mapping[str, str], told: str) -> None:
    (found,) = rule.findings(Repository(files))
    assert told in str(found)
