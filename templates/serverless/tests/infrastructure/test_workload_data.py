"""What happens to data and logs: kept, restorable, encrypted."""

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import GUARDED
from tests.support.cloudformation import properties, references, resources, text
from tests.support.functions import function
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

TABLE, KEY, LOGS = "AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Logs::LogGroup"


def test_production_data_survives_deletion() -> None:
    protected = [environment for environment in ENVIRONMENTS if environment.protect_data]
    assert protected, "no environment protects its data"
    for environment in protected:
        data = deployed(environment)["data"]
        for resource in (*resources(data, TABLE).values(), *resources(data, KEY).values()):
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
        assert all(table["DeletionProtectionEnabled"] is True for table in properties(data, TABLE))


def test_a_sandbox_leaves_nothing_behind() -> None:
    data = deployed(SANDBOX)["data"]
    for resource in (*resources(data, TABLE).values(), *resources(data, KEY).values()):
        assert resource["DeletionPolicy"] == "Delete"
    assert not any(table.get("DeletionProtectionEnabled") for table in properties(data, TABLE))


def test_protection_is_a_value_and_not_a_name() -> None:
    data = deployed(GUARDED)["data"]
    assert all(table["DeletionPolicy"] == "Retain" for table in resources(data, TABLE).values())


@every_environment
def test_only_the_data_stack_holds_data(environment: Environment) -> None:
    service = deployed(environment)["service"]
    assert not resources(service, TABLE)
    assert not resources(service, KEY)


@every_environment
def test_every_table_can_be_restored_to_a_point_in_time(environment: Environment) -> None:
    for table in properties(deployed(environment)["data"], TABLE):
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert table["BillingMode"] == "PAY_PER_REQUEST"


@every_environment
def test_data_is_encrypted_with_a_rotating_key_of_the_customer(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert [key["EnableKeyRotation"] for key in properties(data, KEY)] == [True]
    for table in properties(data, TABLE):
        assert table["SSESpecification"]["SSEType"] == "KMS"
        assert references(table["SSESpecification"]) == set(resources(data, KEY))


def test_old_orders_of_tests_and_old_idempotency_keys_expire() -> None:
    tables = properties(deployed(SANDBOX)["data"], TABLE)
    expiring = {t["KeySchema"][0]["AttributeName"]: t["TimeToLiveSpecification"]["AttributeName"] for t in tables}
    assert expiring == {"order_id": "expires_at", "id": "expiration"}


def test_cloudwatch_may_use_the_key_or_logs_and_alarms_would_be_lost() -> None:
    (key,) = properties(deployed(SANDBOX)["data"], KEY)
    policy = text(key["KeyPolicy"])
    assert "cloudwatch.amazonaws.com" in policy
    assert "kms:EncryptionContext:aws:logs:arn" in policy


@every_environment
def test_logs_are_kept_as_long_as_the_environment_says_and_encrypted(environment: Environment) -> None:
    for group in properties(deployed(environment)["service"], LOGS):
        assert group["RetentionInDays"] == environment.log_retention_days
        assert group["KmsKeyId"]


@pytest.mark.parametrize("handler", ["api", "pre_traffic", "post_traffic"])
def test_a_function_writes_json_into_a_log_group_of_its_own(handler: str) -> None:
    service = deployed(SANDBOX)["service"]
    _, written = function(service, handler)
    groups = [f["LoggingConfig"]["LogGroup"]["Ref"] for f in properties(service, "AWS::Lambda::Function")]
    assert written["LoggingConfig"]["LogFormat"] == "JSON"
    assert groups.count(written["LoggingConfig"]["LogGroup"]["Ref"]) == 1
    assert set(groups) <= set(resources(service, LOGS))
