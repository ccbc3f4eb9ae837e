"""What the roles of the pipeline may do, and who trusts them."""

import json

from environments import ENVIRONMENTS
from pipeline.names import data_role, deploying_roles, quiet_role, reading_roles, review_role, suite_roles
from project import QUALIFIER
from tests.support.cloudformation import as_list, in_words, properties, references, resources, statements, text
from tests.support.pipeline_templates import WITH_WINDOW, pipeline, pipeline_template, stages

ASSUMES = "BootstrapRolesOfTheEnvironment"


def test_a_role_may_assume_only_the_bootstrap_roles_of_its_environment() -> None:
    assuming = [statement for _, statement in statements(pipeline_template()) if statement.get("Sid") == ASSUMES]
    assert len(assuming) >= 2 * len(ENVIRONMENTS)
    for statement in assuming:
        assert f"role/cdk-{QUALIFIER}-" in text(statement["Resource"])
        assert '"*"' not in text(statement["Resource"])


def test_no_other_statement_lets_a_role_become_another_one() -> None:
    template = pipeline_template()
    roles = set(resources(template, "AWS::IAM::Role"))
    for _, statement in statements(template):
        if "sts:AssumeRole" in as_list(statement["Action"]) and statement.get("Sid") != ASSUMES:
            # CodePipeline's own role becomes that of each action.
            assert all(references(each) and references(each) <= roles for each in as_list(statement["Resource"]))


def test_an_action_has_a_role_of_its_own() -> None:
    template = pipeline_template()
    used = [text(action.get("RoleArn", "")) for stage in pipeline(template)["Stages"] for action in stage["Actions"]]
    builds = [text(project["ServiceRole"]) for project in properties(template, "AWS::CodeBuild::Project")]
    assert len(builds) == len(set(builds))
    assert all(used)


def test_the_bootstrap_trusts_every_role_that_must_assume_one_of_its_roles_and_no_other() -> None:
    template = pipeline_template(WITH_WINDOW)
    assuming = {
        template["Resources"][role]["Properties"]["RoleName"]
        for role, statement in statements(template)
        if statement.get("Sid") == ASSUMES
    }
    trusted = {
        role
        for each in ENVIRONMENTS
        for role in (*deploying_roles(each.name), *reading_roles(each.name), review_role(each.name), *suite_roles(each))
    }
    # The bootstrap may be older than a window or an approval, so it names roles that may come.
    possible = {
        role for each in ENVIRONMENTS for role in (data_role(each.name), quiet_role(each.name), review_role(each.name))
    }
    assert assuming <= trusted
    assert trusted - assuming <= possible


def test_an_approver_may_confirm_and_retry_what_the_guard_refused() -> None:
    template = pipeline_template(WITH_WINDOW)
    (policy,) = properties(template, "AWS::IAM::ManagedPolicy")
    allowed = {action for each in policy["PolicyDocument"]["Statement"] for action in as_list(each["Action"])}
    (approve,) = (each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == "Approve")
    assert {in_words(arn).partition("/")[2] for arn in as_list(approve["Resource"])} == {
        f"{name}/{action['Name']}"
        for name, stage in stages(template).items()
        for action in stage["Actions"]
        if action["ActionTypeId"]["Category"] == "Approval"
    }
    # Whoever approves reads what the review has found.
    (read,) = (each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == "SeeTheReview")
    reviewing = {
        name
        for name, project in resources(template, "AWS::CodeBuild::Project").items()
        if project["Properties"]["Source"]["BuildSpec"] == "buildspecs/review.yml"
    }
    assert references(read["Resource"]) == reviewing and len(reviewing) == len(as_list(approve["Resource"]))
    assert {"codepipeline:PutApprovalResult", "codepipeline:RetryStageExecution", "ssm:PutParameter"} <= allowed
    assert all(statement["Resource"] != "*" for statement in policy["PolicyDocument"]["Statement"])


def test_the_action_that_reads_before_an_approval_assumes_the_role_of_reviews_and_no_other() -> None:
    template = pipeline_template()
    for each in (each for each in ENVIRONMENTS if each.approval):
        (role,) = (
            name
            for name, found in resources(template, "AWS::IAM::Role").items()
            if found["Properties"].get("RoleName") == review_role(each.name)
        )
        (assumed,) = (
            as_list(statement["Resource"])
            for holder, statement in statements(template)
            if holder == role and statement.get("Sid") == ASSUMES
        )
        assert len(assumed) == 1 and f"role/cdk-{QUALIFIER}-review-role-" in text(assumed[0])


def test_no_role_of_the_pipeline_is_an_administrator() -> None:
    assert "AdministratorAccess" not in json.dumps(resources(pipeline_template(), "AWS::IAM::Role"))
    assert "*" not in {
        action for _, statement in statements(pipeline_template()) for action in as_list(statement["Action"])
    }
