"""What happens to data and logs: kept, restorable, encrypted, reached by nobody else."""

from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest

from environments import ENVIRONMENTS, SANDBOX
from project import QUALIFIER
from settings.configuration import ConfigurationError
from tests.support.choices import CODEDEPLOY, LINEAR, SHIFTING
from tests.support.cloudformation import as_list, in_words, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.tasks import (
    OF_THE_LOAD_BALANCER,
    containers,
    migrates,
    migration_definition,
    of_construct,
    only_container,
)
from tests.support.workload_templates import deployed
from workload import migration
from workload.data import database as database_code
from workload.data import names
from workload.environment import Environment

INGRESS = "AWS::EC2::SecurityGroupIngress"
DATABASE, KEY, LOGS = "AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::Logs::LogGroup"
where_something_migrates = pytest.mark.parametrize(
    "environment", [SHIFTING, LINEAR, CODEDEPLOY], ids=lambda each: each.name
)


def databases(environment: Environment) -> list[dict[str, Any]]:
    """Those that the environment keeps its data in: all of the team too, none with another kind of store."""
    found = [each["Properties"] for each in resources(deployed(environment)["data"], DATABASE).values()]
    assert found or not migrates(deployed(environment)["data"])
    return found


def database_of(environment: Environment) -> dict[str, Any]:
    """The one whose sizes `environments.py` says; a team may have others."""
    (found,) = of_construct(deployed(environment)["data"], DATABASE, "Database").values()
    return dict(found["Properties"])


def test_production_data_survives_deletion() -> None:
    protected = [environment for environment in ENVIRONMENTS if environment.protect_data]
    assert protected, "no environment protects its data"
    for environment in protected:
        data = deployed(environment)["data"]
        for resource in (*resources(data, DATABASE).values(), *resources(data, KEY).values()):
            assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
        for database in databases(environment):
            assert database["DeletionProtection"] is True
            assert database["DeleteAutomatedBackups"] is False


def test_a_sandbox_leaves_nothing_behind() -> None:
    data = deployed(SANDBOX)["data"]
    for resource in (*resources(data, DATABASE).values(), *resources(data, KEY).values()):
        assert resource["DeletionPolicy"] == "Delete"
    for bucket in of_construct(deployed(SANDBOX)["service"], "AWS::S3::Bucket", OF_THE_LOAD_BALANCER).values():
        assert bucket["DeletionPolicy"] == "Delete"


@every_environment
def test_only_the_data_stack_holds_databases(environment: Environment) -> None:
    found = resources(deployed(environment)["service"], DATABASE)
    assert not found, f"{', '.join(found)}: the service stack may be made again at any time, workload/data/ is kept"


@every_environment
def test_every_database_can_be_restored(environment: Environment) -> None:
    for database in databases(environment):
        assert database["BackupRetentionPeriod"] == environment.database.backup_days


@every_environment
def test_the_database_has_the_sizes_of_its_environment(environment: Environment) -> None:
    sizes = environment.database
    for database in [database_of(environment)] if databases(environment) else []:
        assert database["MultiAZ"] is sizes.standby
        assert database["DBInstanceClass"] == f"db.{sizes.instance}"
        assert database["AllocatedStorage"] == str(sizes.storage_gib)
        assert database["MaxAllocatedStorage"] == 10 * sizes.storage_gib


@every_environment
def test_data_is_encrypted_with_a_rotating_key_of_the_customer(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert all(key["EnableKeyRotation"] for key in properties(data, KEY))
    for database in databases(environment):
        assert database["StorageEncrypted"] is True
        for encrypted in ("KmsKeyId", "PerformanceInsightsKMSKeyId"):
            assert references(database[encrypted]) <= set(resources(data, KEY))
            assert references(database[encrypted])


@every_environment
def test_no_password_is_ours(environment: Environment) -> None:
    for database in databases(environment):
        # RDS makes the password of the master, keeps it in Secrets Manager and rotates it.
        assert database["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in database
        # Services sign in with a token of IAM.
        assert database["EnableIAMDatabaseAuthentication"] is True


@every_environment
def test_no_task_but_the_migration_gets_the_password_of_the_master(environment: Environment) -> None:
    templates = deployed(environment)
    data = templates["data"]
    allowed = migration_definition(data)["ContainerDefinitions"] if migrates(data) else []
    for template in templates.values():
        for where, container in containers(template).items():
            # Secrets of the team's own are no concern of this one.
            masters = [each["Name"] for each in container.get("Secrets", ()) if "MasterUserSecret" in text(each)]
            assert not masters or container in allowed, f"{where}: {', '.join(masters)}, use Database.let_sign_in"


@every_environment
def test_a_database_takes_connections_with_tls_from_tasks_alone(environment: Environment) -> None:
    templates = deployed(environment)
    for database in databases(environment):
        assert database.get("PubliclyAccessible", False) is False
        for name in references(database["DBParameterGroupName"]):
            assert templates["data"]["Resources"][name]["Properties"]["Parameters"]["rds.force_ssl"] == "1"
    ingress = [
        rule["Properties"]
        for template in templates.values()
        for rule in resources(template, INGRESS).values()
        if "DatabaseInstance" in text(rule["Properties"].get("GroupId"))
    ]
    assert len(ingress) >= 2 * bool(databases(environment))  # the service and the migration
    assert all("SourceSecurityGroupId" in rule for rule in ingress)


@every_environment
@pytest.mark.parametrize("part", ["data", "service"])
def test_logs_are_kept_as_long_as_the_environment_says(environment: Environment, part: str) -> None:
    for group in properties(deployed(environment)[part], LOGS):
        assert group.get("RetentionInDays") == environment.log_retention_days, (
            f"{text(group)}: make it with log_group of workload/logs.py"
        )
        # The firewall writes to groups of its own prefix only, which the key does not know.
        assert group.get("KmsKeyId") or "aws-waf-logs-" in group["LogGroupName"]


def test_cloudwatch_may_use_the_key_or_logs_and_alarms_would_be_lost() -> None:
    data = deployed(LINEAR)["data"]
    (of_the_database,) = references(database_of(LINEAR)["KmsKeyId"])
    policy = text(data["Resources"][of_the_database]["Properties"]["KeyPolicy"])
    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com", "kms:EncryptionContext:aws:logs:arn"):
        assert service in policy


@where_something_migrates
def test_the_deploy_role_of_the_bootstrap_runs_the_migration_and_nothing_else(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert set(migration.OUTPUTS) <= data["Outputs"].keys()
    (runner,) = references(data["Outputs"]["MigrationRole"]["Value"])
    (trusted,) = data["Resources"][runner]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    deployer = in_words(trusted["Condition"]["ArnEquals"]["aws:PrincipalArn"])
    assert f"role/cdk-{QUALIFIER}-deploy-role-" in deployer
    allowed = {each["Sid"]: each for role, each in statements(data) if role == runner}
    (task,) = references(data["Outputs"]["MigrationTask"]["Value"])
    definition = data["Resources"][task]["Properties"]
    assert references(allowed["RunTheMigration"]["Resource"]) == {task}
    own_roles = references([definition["TaskRoleArn"], definition["ExecutionRoleArn"]])
    assert references(allowed["GiveItsRoles"]["Resource"]) == own_roles
    cluster = references(allowed["RunTheMigration"]["Condition"])
    assert cluster == references(data["Outputs"]["MigrationCluster"]["Value"])
    assert set(allowed) == {"RunTheMigration", "SeeAndStopIt", "GiveItsRoles", "ReadItsLog"}


@where_something_migrates
def test_the_migration_signs_in_as_the_master_whose_secret_its_task_may_read(environment: Environment) -> None:
    data = deployed(environment)["data"]
    task = migration_definition(data)
    handed = {secret["Name"] for secret in only_container(task)["Secrets"]}
    assert {"DATABASE_USER", "DATABASE_PASSWORD"} <= handed
    (execution,) = references(task["ExecutionRoleArn"])
    actions = {action for role, each in statements(data) if role == execution for action in as_list(each["Action"])}
    assert {"secretsmanager:GetSecretValue", "ecr:BatchGetImage"} <= actions
    (key,) = references(database_of(environment)["MasterUserSecret"]["KmsKeyId"])
    policy = data["Resources"][key]["Properties"]["KeyPolicy"]["Statement"]
    let_in = [each["Action"] for each in policy if references(each["Principal"]) == {execution}]
    assert let_in and set(let_in) == {"kms:Decrypt"}


def test_a_larger_database_is_a_value() -> None:
    database = database_of(LINEAR)
    assert (database["DBInstanceClass"], database["AllocatedStorage"]) == ("db.r7g.large", "500")


def test_rds_chooses_the_minor_version_and_may_close_it_to_new_databases() -> None:
    assert database_of(LINEAR)["EngineVersion"].isdigit()


def database_once_more() -> Any:
    """The module as it is read now, beside the one that the other tests know."""
    spec = spec_from_file_location("database_once_more", database_code.__file__)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_extended_support_is_chosen_for_a_new_database_and_untouched_in_one_from_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "EXTENDED_SUPPORT", False, raising=False)
    assert database_once_more().LIFECYCLE.value == "OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED"
    # CloudFormation refuses to add the property to a database, so a names.py without the line adds nothing.
    monkeypatch.delattr(names, "EXTENDED_SUPPORT")
    assert database_once_more().LIFECYCLE is None


def test_the_authority_of_the_certificate_is_named_for_a_new_database_and_untouched_in_one_from_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = getattr(names, "CERTIFICATE_AUTHORITY", None)
    assert database_of(LINEAR).get("CACertificateIdentifier") == chosen
    monkeypatch.setattr(names, "CERTIFICATE_AUTHORITY", "rds-ca-ecc384-g1", raising=False)
    assert database_once_more().AUTHORITY == "rds-ca-ecc384-g1"
    # Named later, RDS would give it another certificate, which may mean a restart.
    monkeypatch.delattr(names, "CERTIFICATE_AUTHORITY")
    assert database_once_more().AUTHORITY is None


def test_a_name_that_rds_refuses_stops_the_synthesis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "DATABASE", "par-cels")
    with pytest.raises(ConfigurationError, match=r'workload/data/names.py: DATABASE = "par-cels"'):
        database_once_more()
