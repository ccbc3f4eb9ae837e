"""Where accounts are kept: in either store encrypted and restorable, and the service may do no more than it needs."""

import json
from typing import Any

import pytest

from tests.support.choices import CANARY, CODEDEPLOY_CANARY, LINEAR, LOCKED, LOCKED_POSTGRESQL, ROLLING, SHIFTING
from tests.support.cloudformation import as_list, in_words, properties, references, resources, statements
from tests.support.data_templates import SERVICE_ROLE, data_templates, output_of
from tests.support.synthesis import every_environment
from workload.data import names
from workload.database_sizes import many_connections
from workload.environment import Controller, Egress, Environment, Store

TABLE, DATABASE, ALARM = "AWS::DynamoDB::GlobalTable", "AWS::RDS::DBInstance", "AWS::CloudWatch::Alarm"
TASK, ENDPOINT = "AWS::ECS::TaskDefinition", "AWS::EC2::VPCEndpoint"
IN_DYNAMODB, IN_POSTGRESQL = [ROLLING, CODEDEPLOY_CANARY, LOCKED], [SHIFTING, LINEAR, LOCKED_POSTGRESQL]
in_dynamodb = pytest.mark.parametrize("environment", IN_DYNAMODB, ids=lambda each: each.name)
in_postgresql = pytest.mark.parametrize("environment", IN_POSTGRESQL, ids=lambda each: each.name)


def accounts_table(environment: Environment) -> dict[str, Any]:
    """The resource with its policies."""
    found = resources(data_templates(environment).data, TABLE)
    (table,) = [each for id, each in found.items() if id.startswith("Accounts")]
    return table


def told(environment: Environment) -> dict[str, str]:
    """What a container is told of the store, by the name of the output that says it."""
    outputs = data_templates(environment).user["Outputs"]
    return {name: in_words(each["Value"]) for name, each in outputs.items()}


@every_environment
def test_an_environment_has_the_store_that_it_says_and_no_other(environment: Environment) -> None:
    data = data_templates(environment).data
    accounts = [id for id in resources(data, TABLE) if id.startswith("Accounts")]
    postgresql = environment.store is Store.POSTGRESQL
    assert (len(resources(data, DATABASE)), len(accounts)) == ((1, 0) if postgresql else (0, 1))
    assert told(environment)[output_of("STORE")] == environment.store.value


@in_dynamodb
def test_the_table_has_the_keys_of_the_code_and_each_second_can_be_restored(environment: Environment) -> None:
    table = accounts_table(environment)["Properties"]
    assert table["KeySchema"] == [
        {"AttributeName": names.TABLE_KEY, "KeyType": "HASH"},
        {"AttributeName": names.TABLE_SORT_KEY, "KeyType": "RANGE"},
    ]
    assert {each["AttributeType"] for each in table["AttributeDefinitions"]} == {"S"}
    (replica,) = table["Replicas"]
    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    # Accounts do not expire.
    assert "TimeToLiveSpecification" not in table


@in_dynamodb
def test_the_table_is_encrypted_with_the_key_of_the_environment(environment: Environment) -> None:
    data = data_templates(environment).data
    (key,) = resources(data, "AWS::KMS::Key")
    for table in properties(data, TABLE):
        (replica,) = table["Replicas"]
        assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
        assert references(replica["SSESpecification"]["KMSMasterKeyId"]) == {key}


@in_dynamodb
def test_the_service_reads_and_writes_items_and_neither_lists_nor_deletes_them(environment: Environment) -> None:
    allowed = [each for role, each in statements(data_templates(environment).user) if role.startswith(SERVICE_ROLE)]
    actions = {action for each in allowed for action in as_list(each["Action"])}
    assert {action for action in actions if not action.startswith("kms:")} == {
        *("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"),
    }
    assert "*" not in str(actions)
    (of_the_key,) = [each for each in allowed if "kms:Decrypt" in each["Action"]]
    (service,) = of_the_key["Condition"]["StringEquals"].values()
    assert in_words(service).startswith(f"dynamodb.{environment.region}.")


@in_dynamodb
def test_without_a_database_there_is_no_migration_and_no_image(environment: Environment) -> None:
    data = data_templates(environment).data
    assert not resources(data, TASK)
    assert "Image" not in data.get("Parameters", {})
    assert not [name for name in data["Outputs"] if name.startswith("Migration")]
    assert not resources(data_templates(environment).user, "AWS::EC2::SecurityGroupIngress")
    assert set(told(environment)) == {output_of("STORE"), output_of("TABLE_NAME")}


@in_dynamodb
def test_people_hear_of_requests_that_dynamodb_refused(environment: Environment) -> None:
    told_of = {name for each in alarms(environment) for name in watched(each)}
    assert {"ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"} <= told_of


@in_dynamodb
def test_an_operation_that_never_failed_hides_no_error_of_another(environment: Environment) -> None:
    """A sum of metrics of which one has no value has none, and its alarm stays quiet for ever."""
    (alarm,) = [each for each in alarms(environment) if "SystemErrors" in watched(each)]
    (total,) = [each["Expression"] for each in alarm["Metrics"] if "Expression" in each]
    summed = {each["Id"]: each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each}
    assert sorted(total.split(" + ")) == sorted(f"FILL({id}, 0)" for id in summed)
    named = [{each["Name"]: each["Value"] for each in metric["Dimensions"]} for metric in summed.values()]
    # A posting is one transaction.
    assert {each["Operation"] for each in named} == {"BatchGetItem", "GetItem", "PutItem", "TransactWriteItems"}
    assert all(set(each) == {"TableName", "Operation"} for each in named)
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"], alarm["Threshold"]) == (1, 1, 0)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"


@in_postgresql
def test_the_service_signs_in_as_its_own_user_and_may_do_nothing_else(environment: Environment) -> None:
    allowed = [each for role, each in statements(data_templates(environment).user) if role.startswith(SERVICE_ROLE)]
    (sign_in,) = allowed
    assert sign_in["Action"] == "rds-db:connect"
    assert json.dumps(sign_in["Resource"]).endswith(f'/{names.DATABASE_USER}"]]}}')
    variables = told(environment)
    wanted = ("STORE", "DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_USER")
    assert set(variables) == {output_of(name) for name in wanted}
    assert variables[output_of("DATABASE_USER")] == names.DATABASE_USER
    assert variables[output_of("DATABASE_NAME")] == names.DATABASE


@in_postgresql
def test_the_service_reaches_the_port_of_the_database(environment: Environment) -> None:
    (rule,) = properties(data_templates(environment).user, "AWS::EC2::SecurityGroupIngress")
    (database,) = properties(data_templates(environment).data, DATABASE)
    assert str(rule["FromPort"]) == str(rule["ToPort"]) == str(database["Port"])
    (source,) = references(rule["SourceSecurityGroupId"])
    assert source.startswith("Group")


@in_postgresql
def test_the_data_stack_migrates_with_the_image_of_the_release(environment: Environment) -> None:
    data = data_templates(environment).data
    (task,) = properties(data, TASK)
    (container,) = task["ContainerDefinitions"]
    assert container["Command"] == names.MIGRATION
    assert container["Image"] == {"Ref": "Image"}


@in_postgresql
def test_people_hear_of_a_database_that_is_busy_full_or_has_many_connections(environment: Environment) -> None:
    found = {name: each for each in alarms(environment) for name in watched(each)}
    assert {"CPUUtilization", "FreeStorageSpace", "DatabaseConnections"} <= found.keys()
    connections = found["DatabaseConnections"]
    assert connections["Threshold"] == many_connections(environment.database.instance)
    assert watched(connections) == {"DatabaseConnections": "Maximum"}
    for each in found.values():
        # While the database is made there is nothing to tell.
        assert each["TreatMissingData"] == "notBreaching"


def alarms(environment: Environment) -> list[dict[str, Any]]:
    """Those of the store; each tells people when it begins and when it is over."""
    found = properties(data_templates(environment).user, ALARM)
    for each in found:
        assert each["AlarmActions"] and each["AlarmActions"] == each["OKActions"]
    return found


def watched(alarm: dict[str, Any]) -> dict[str, str]:
    """The metrics of an alarm with their statistics."""
    if "MetricName" in alarm:
        return {alarm["MetricName"]: alarm["Statistic"]}
    stats = [each["MetricStat"] for each in alarm["Metrics"] if "MetricStat" in each]
    return {each["Metric"]["MetricName"]: each["Stat"] for each in stats}


@pytest.mark.parametrize("environment", [CANARY, LINEAR, CODEDEPLOY_CANARY, SHIFTING], ids=lambda each: each.name)
def test_without_a_way_out_routers_jobs_and_hooks_reach_what_they_call(environment: Environment) -> None:
    endpoints = properties(data_templates(environment).data, ENDPOINT)
    called = {in_words(each["ServiceName"]).rsplit(".", 1)[1] for each in endpoints}
    hooks = {"ecs", "codedeploy"} if environment.controller is Controller.CODEDEPLOY else {"ecs"}
    isolated = environment.network.egress is Egress.ENDPOINTS
    assert ({"ssm", "states", *hooks} <= called) is isolated
