"""What the roles of the pipeline may do, and who trusts them."""

import json

from environments import ENVIRONMENTS
from pipeline.names import data_role, deploying_roles, quiet_role, reading_roles
from project import QUALIFIER
from tests.infrastructure.cloudformation import as_list, properties, resources, statements, text
from tests.infrastructure.pipeline_templates import WITH_WINDOW, pipeline_template

ASSUMES = "BootstrapRolesOfTheEnvironment"


def test_a_role_may_assume_only_the_bootstrap_roles_of_its_environment() -> None:
    assuming = [statement for _, statement in statements(pipeline_template()) if statement.get("Sid") == ASSUMES]
    assert len(assuming) >= 2 * len(ENVIRONMENTS)
    for statement in assuming:
        assert f"role/cdk-{QUALIFIER}-" in text(statement["Resource"])
        assert '"*"' not in text(statement["Resource"])


def test_the_bootstrap_trusts_every_role_that_must_assume_one_of_its_roles_and_no_other() -> None:
    template = pipeline_template(WITH_WINDOW)
    assuming = {
        template["Resources"][role]["Properties"]["RoleName"]
        for role, statement in statements(template)
        if statement.get("Sid") == ASSUMES
    }
    trusted = {role for each in ENVIRONMENTS for role in (*deploying_roles(each.name), *reading_roles(each.name))}
    # The bootstrap may be older than a window or an approval, so it names roles that may come.
    possible = {role for each in ENVIRONMENTS for role in (data_role(each.name), quiet_role(each.name))}
    assert assuming <= trusted
    assert trusted - assuming <= possible


def test_an_approver_may_confirm_and_retry_what_the_guard_refused() -> None:
    (policy,) = properties(pipeline_template(), "AWS::IAM::ManagedPolicy")
    allowed = {action for each in policy["PolicyDocument"]["Statement"] for action in as_list(each["Action"])}
    assert {"codepipeline:PutApprovalResult", "codepipeline:RetryStageExecution", "ssm:PutParameter"} <= allowed
    assert all(statement["Resource"] != "*" for statement in policy["PolicyDocument"]["Statement"])


def test_no_role_of_the_pipeline_is_an_administrator() -> None:
    assert "AdministratorAccess" not in json.dumps(resources(pipeline_template(), "AWS::IAM::Role"))
    assert "*" not in {
        action for _, statement in statements(pipeline_template()) for action in as_list(statement["Action"])
    }
