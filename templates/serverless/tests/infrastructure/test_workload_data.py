"""What happens to data and logs: kept, restorable, encrypted."""

import re

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import GUARDED
from tests.support.cloudformation import Resources, properties, references, resources, text
from tests.support.functions import of_the_package
from tests.support.started import FUNCTIONS, IN_SAM
from tests.support.stateful import of_the_data, without_key
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

TABLE, KEY, LOGS = "AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Logs::LogGroup"
# What a team writes, in the words of its variant.
DATA = "workload/data/template.yaml" if IN_SAM else "workload/data/infrastructure.py"
KEEP = (
    "Write `!If [DataIsProtected, Retain, Delete]` as its DeletionPolicy and UpdateReplacePolicy"
    if IN_SAM
    else "Give it the removal policy of the tables, RETAIN or DESTROY by protect_data"
)
KEY_OF_DATA = "`!GetAtt Key.Arn`" if IN_SAM else "the `key` of the stack"
OWN_LOGS, LOG_DAYS, LOG_KEY = (
    (
        "write `LoggingConfig: {LogFormat: JSON, LogGroup: !Ref NewLogs}` with an AWS::Logs::LogGroup NewLogs",
        "write `RetentionInDays: !Ref LogRetentionDays`",
        "write `KmsKeyId: !Ref KeyArn`",
    )
    if IN_SAM
    else (
        "make it with ServiceFunction of workload/service/function.py",
        "call keep_days of workload/logs.py",
        "write `encryption_key=` with the key of the data stack",
    )
)


def test_production_data_survives_deletion() -> None:
    protected = [environment for environment in ENVIRONMENTS if environment.protect_data]
    assert protected, "no environment protects its data"
    for environment in (*protected, GUARDED):
        data = deployed(environment)["data"]
        wrong = [
            f"{name} ({resource['Type']}) is lost with protect_data=True: {policy} is {resource.get(policy)}. {KEEP}"
            for name, resource in of_the_data(data).items()
            for policy in ("DeletionPolicy", "UpdateReplacePolicy")
            if resource.get(policy) != "Retain"
        ]
        wrong += [
            f"{name} can be deleted with protect_data=True: set its DeletionProtectionEnabled by protect_data"
            for name, table in resources(data, TABLE).items()
            if table["Properties"].get("DeletionProtectionEnabled") is not True
        ]
        assert not wrong, "\n".join([*wrong, f"This is done in {DATA}"])


def test_a_sandbox_leaves_nothing_behind() -> None:
    data = deployed(SANDBOX)["data"]
    wrong = [
        f"{name} ({resource['Type']}) outlives its sandbox: DeletionPolicy is {resource.get('DeletionPolicy')}. {KEEP}"
        for name, resource in of_the_data(data).items()
        if resource.get("DeletionPolicy") != "Delete" or resource.get("Properties", {}).get("DeletionProtectionEnabled")
    ]
    assert not wrong, "\n".join([*wrong, f"This is done in {DATA}"])


@every_environment
def test_only_the_data_stack_holds_data(environment: Environment) -> None:
    service = deployed(environment)["service"]
    assert not resources(service, TABLE)
    assert not resources(service, KEY)


@every_environment
def test_every_table_can_be_restored_to_a_point_in_time(environment: Environment) -> None:
    for table in resources(deployed(environment)["data"], TABLE).values():
        assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


@every_environment
def test_data_is_encrypted_with_a_rotating_key_of_the_customer(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert all(key["EnableKeyRotation"] is True for key in properties(data, KEY))
    wrong = [
        f"{name} ({data['Resources'][name]['Type']}) is not encrypted with the key of the environment: "
        f"name {KEY_OF_DATA} in its {where}"
        for name, where in without_key(data)
    ]
    assert not wrong, "\n".join([*wrong, f"This is done in {DATA}"])


def test_a_bucket_without_the_key_or_a_policy_is_seen_and_one_for_access_logs_needs_no_key() -> None:
    encrypted = {"BucketEncryption": {"KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}}
    kinds = {"Key": KEY, "Plain": "AWS::S3::Bucket", "Logs": "AWS::S3::Bucket", "Good": "AWS::S3::Bucket"}
    made: Resources = {name: {"Type": kind} for name, kind in kinds.items()}
    made["Good"]["Properties"] = {**encrypted, "LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}}}
    assert list(without_key({"Resources": made})) == [("Plain", "BucketEncryption")]
    assert set(of_the_data({"Resources": made})) == set(kinds)


def test_cloudwatch_may_use_a_key_or_logs_and_alarms_would_be_lost() -> None:
    policies = [text(key["KeyPolicy"]) for key in properties(deployed(SANDBOX)["data"], KEY)]
    lets_in = [policy for policy in policies if "kms:EncryptionContext:aws:logs:arn" in policy]
    assert any("cloudwatch.amazonaws.com" in policy for policy in lets_in)


@every_environment
def test_logs_are_kept_as_long_as_the_environment_says_and_encrypted(environment: Environment) -> None:
    days = environment.log_retention_days
    wrong = []
    for name, group in resources(deployed(environment)["service"], LOGS).items():
        given = group.get("Properties", {})
        if given.get("RetentionInDays") != days:
            wrong.append(
                f"log group {name}: RetentionInDays is {given.get('RetentionInDays')}, and log_retention_days of "
                f"{environment.name} in environments.py is {days}: {LOG_DAYS}"
            )
        if not given.get("KmsKeyId"):
            wrong.append(f"log group {name}: has no KmsKeyId: {LOG_KEY}")
    assert not wrong, "\n".join([*wrong, f"This is done in {FUNCTIONS}"])


@every_environment
def test_a_function_writes_json_into_a_log_group_of_its_own(environment: Environment) -> None:
    service = deployed(environment)["service"]
    wrong = wrong_logging(of_the_package(service), set(resources(service, LOGS)))
    assert not wrong, "\n".join([*wrong, f"This is done in {FUNCTIONS}"])


def wrong_logging(functions: Resources, groups: set[str]) -> list[str]:
    """A sentence for each function that writes no JSON, or not into a log group that is its own."""
    logging = {name: each["Properties"].get("LoggingConfig", {}) for name, each in functions.items()}
    wrong = []
    for name, config in logging.items():
        group = config.get("LogGroup")
        shared = [other for other, each in logging.items() if other != name and group and each.get("LogGroup") == group]
        if not group or not references(group) <= groups:
            wrong.append(f"{name} has no log group of its own: {OWN_LOGS}")
        elif shared:
            wrong.append(f"{name} shares its log group {text(group)} with {', '.join(shared)}: {OWN_LOGS}")
        elif config.get("LogFormat") != "JSON":
            wrong.append(f"{name} does not write JSON: {OWN_LOGS}")
    return wrong


@pytest.mark.parametrize(
    ("logging", "said"),
    [
        ({}, "New has no log group of its own"),
        ({"LogFormat": "JSON", "LogGroup": {"Ref": "Elsewhere"}}, "New has no log group of its own"),
        ({"LogFormat": "JSON", "LogGroup": {"Ref": "OldLogs"}}, "New shares its log group .* with Old"),
        ({"LogGroup": {"Ref": "NewLogs"}}, "New does not write JSON"),
    ],
)
def test_a_function_without_logs_of_its_own_is_named_with_what_to_write(logging: dict[str, object], said: str) -> None:
    old = {"Properties": {"LoggingConfig": {"LogFormat": "JSON", "LogGroup": {"Ref": "OldLogs"}}}}
    functions = {"Old": old, "New": {"Properties": {"LoggingConfig": logging}}}
    told = "\n".join(wrong_logging(functions, {"OldLogs", "NewLogs"}))
    assert re.search(said, told)
    assert OWN_LOGS in told
