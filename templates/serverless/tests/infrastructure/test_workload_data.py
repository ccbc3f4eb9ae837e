"""What happens to data and logs: kept, restorable, encrypted."""

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import GUARDED
from tests.support.cloudformation import properties, references, resources, text
from tests.support.functions import of_the_package
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
        assert all(
            table["Properties"]["DeletionProtectionEnabled"] is True for table in resources(data, TABLE).values()
        )


def test_a_sandbox_leaves_nothing_behind() -> None:
    data = deployed(SANDBOX)["data"]
    for resource in (*resources(data, TABLE).values(), *resources(data, KEY).values()):
        assert resource["DeletionPolicy"] == "Delete"
        assert not resource["Properties"].get("DeletionProtectionEnabled")


def test_protection_is_a_value_and_not_a_name() -> None:
    data = deployed(GUARDED)["data"]
    for resource in (*resources(data, TABLE).values(), *resources(data, KEY).values()):
        assert resource["DeletionPolicy"] == "Retain"


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
    for table in resources(data, TABLE).values():
        encryption = table["Properties"]["SSESpecification"]
        assert encryption["SSEType"] == "KMS"
        assert references(encryption) & set(resources(data, KEY))


def test_cloudwatch_may_use_a_key_or_logs_and_alarms_would_be_lost() -> None:
    policies = [text(key["KeyPolicy"]) for key in properties(deployed(SANDBOX)["data"], KEY)]
    lets_in = [policy for policy in policies if "kms:EncryptionContext:aws:logs:arn" in policy]
    assert any("cloudwatch.amazonaws.com" in policy for policy in lets_in)


@every_environment
def test_logs_are_kept_as_long_as_the_environment_says_and_encrypted(environment: Environment) -> None:
    for group in properties(deployed(environment)["service"], LOGS):
        assert group["RetentionInDays"] == environment.log_retention_days
        assert group["KmsKeyId"]


@every_environment
def test_a_function_writes_json_into_a_log_group_of_its_own(environment: Environment) -> None:
    service = deployed(environment)["service"]
    logging = {name: each["Properties"]["LoggingConfig"] for name, each in of_the_package(service).items()}
    groups = [text(config["LogGroup"]) for config in logging.values()]
    for name, config in logging.items():
        assert config["LogFormat"] == "JSON", name
        assert groups.count(text(config["LogGroup"])) == 1, f"{name} shares its log group"
        assert references(config["LogGroup"]) <= set(resources(service, LOGS))
