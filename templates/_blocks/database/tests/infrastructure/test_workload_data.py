"""What happens to data and logs: kept, restorable, encrypted, reached by nobody else."""

import pytest

from environments import ENVIRONMENTS, SANDBOX
from project import QUALIFIER
from tests.support.choices import LINEAR
from tests.support.cloudformation import as_list, in_words, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload import migration
from workload.environment import Environment

DATABASE, KEY, LOGS = "AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::Logs::LogGroup"


def test_production_data_survives_deletion() -> None:
    protected = [environment for environment in ENVIRONMENTS if environment.protect_data]
    assert protected, "no environment protects its data"
    for environment in protected:
        data = deployed(environment)["data"]
        for resource in (*resources(data, DATABASE).values(), *resources(data, KEY).values()):
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
        (database,) = properties(data, DATABASE)
        assert database["DeletionProtection"] is True
        assert database["DeleteAutomatedBackups"] is False


def test_a_sandbox_leaves_nothing_behind() -> None:
    data = deployed(SANDBOX)["data"]
    for resource in (*resources(data, DATABASE).values(), *resources(data, KEY).values()):
        assert resource["DeletionPolicy"] == "Delete"
    (bucket,) = resources(deployed(SANDBOX)["service"], "AWS::S3::Bucket").values()
    assert bucket["DeletionPolicy"] == "Delete"


@every_environment
def test_only_the_data_stack_holds_data(environment: Environment) -> None:
    service = deployed(environment)["service"]
    assert not resources(service, DATABASE)
    assert not resources(service, KEY)


@every_environment
def test_the_database_can_be_restored_and_has_the_sizes_of_its_environment(environment: Environment) -> None:
    (database,) = properties(deployed(environment)["data"], DATABASE)
    sizes = environment.database
    assert database["BackupRetentionPeriod"] == sizes.backup_days
    assert database["MultiAZ"] is sizes.standby
    assert database["DBInstanceClass"] == f"db.{sizes.instance}"
    assert database["AllocatedStorage"] == str(sizes.storage_gib)
    assert database["MaxAllocatedStorage"] == 10 * sizes.storage_gib


@every_environment
def test_data_is_encrypted_with_a_rotating_key_of_the_customer(environment: Environment) -> None:
    data = deployed(environment)["data"]
    (database,) = properties(data, DATABASE)
    assert [key["EnableKeyRotation"] for key in properties(data, KEY)] == [True]
    assert database["StorageEncrypted"] is True
    for encrypted in ("KmsKeyId", "PerformanceInsightsKMSKeyId"):
        assert references(database[encrypted]) == set(resources(data, KEY))


@every_environment
def test_no_password_is_ours(environment: Environment) -> None:
    (database,) = properties(deployed(environment)["data"], DATABASE)
    # RDS makes the password of the master, keeps it in Secrets Manager and rotates it.
    assert database["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in database
    # The service signs in with a token of IAM.
    assert database["EnableIAMDatabaseAuthentication"] is True
    (definition,) = properties(deployed(environment)["service"], "AWS::ECS::TaskDefinition")
    assert not [each for each in definition["ContainerDefinitions"] if each.get("Secrets")]


@every_environment
def test_the_database_takes_connections_with_tls_from_its_tasks_alone(environment: Environment) -> None:
    templates = deployed(environment)
    (database,) = properties(templates["data"], DATABASE)
    (parameters,) = properties(templates["data"], "AWS::RDS::DBParameterGroup")
    assert database.get("PubliclyAccessible", False) is False
    assert parameters["Parameters"]["rds.force_ssl"] == "1"
    ingress = [
        rule
        for template in templates.values()
        for rule in properties(template, "AWS::EC2::SecurityGroupIngress")
        if "DatabaseInstance" in text(rule.get("GroupId"))
    ]
    assert len(ingress) == 2  # the service and the migration
    assert all("SourceSecurityGroupId" in rule for rule in ingress)


@every_environment
@pytest.mark.parametrize("part", ["data", "service"])
def test_logs_are_kept_as_long_as_the_environment_says(environment: Environment, part: str) -> None:
    for group in properties(deployed(environment)[part], LOGS):
        assert group["RetentionInDays"] == environment.log_retention_days
        # The firewall writes to groups of its own prefix only, which the key does not know.
        assert group.get("KmsKeyId") or "aws-waf-logs-" in group["LogGroupName"]


def test_cloudwatch_may_use_the_key_or_logs_and_alarms_would_be_lost() -> None:
    (key,) = properties(deployed(SANDBOX)["data"], KEY)
    policy = text(key["KeyPolicy"])
    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com", "kms:EncryptionContext:aws:logs:arn"):
        assert service in policy


@every_environment
def test_the_deploy_role_of_the_bootstrap_runs_the_migration_and_nothing_else(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert set(migration.OUTPUTS) <= data["Outputs"].keys()
    (runner,) = references(data["Outputs"]["MigrationRole"]["Value"])
    (trusted,) = data["Resources"][runner]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert f"role/cdk-{QUALIFIER}-deploy-role-" in in_words(trusted["Principal"]["AWS"])
    allowed = {each["Sid"]: each for role, each in statements(data) if role == runner}
    (task,) = references(data["Outputs"]["MigrationTask"]["Value"])
    definition = data["Resources"][task]["Properties"]
    assert references(allowed["RunTheMigration"]["Resource"]) == {task}
    own_roles = references([definition["TaskRoleArn"], definition["ExecutionRoleArn"]])
    assert references(allowed["GiveItsRoles"]["Resource"]) == own_roles
    cluster = references(allowed["RunTheMigration"]["Condition"])
    assert cluster == references(data["Outputs"]["MigrationCluster"]["Value"])
    assert set(allowed) == {"RunTheMigration", "SeeAndStopIt", "GiveItsRoles", "ReadItsLog"}


@every_environment
def test_the_migration_signs_in_as_the_master_whose_secret_its_task_may_read(environment: Environment) -> None:
    data = deployed(environment)["data"]
    (task,) = properties(data, "AWS::ECS::TaskDefinition")
    (container,) = task["ContainerDefinitions"]
    assert {secret["Name"] for secret in container["Secrets"]} == {"DATABASE_USER", "DATABASE_PASSWORD"}
    (execution,) = references(task["ExecutionRoleArn"])
    actions = {action for role, each in statements(data) if role == execution for action in as_list(each["Action"])}
    assert {"secretsmanager:GetSecretValue", "ecr:BatchGetImage"} <= actions
    (key,) = properties(data, KEY)
    let_in = [each for each in key["KeyPolicy"]["Statement"] if references(each["Principal"]) == {execution}]
    assert [each["Action"] for each in let_in] == ["kms:Decrypt"]
    (database,) = properties(data, DATABASE)
    assert references(database["MasterUserSecret"]["KmsKeyId"]) == set(resources(data, KEY))


def test_a_larger_database_is_a_value() -> None:
    (database,) = properties(deployed(LINEAR)["data"], DATABASE)
    assert (database["DBInstanceClass"], database["AllocatedStorage"]) == ("db.r7g.large", "500")
