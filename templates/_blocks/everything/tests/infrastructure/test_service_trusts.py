"""A service of AWS takes a role of the pipeline only on behalf of the account that the pipeline is in."""

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_iam as iam

from pipeline.self_update.infrastructure import GUARD
from security.callers import SAY_FOR_WHOM, asked_by_us
from settings.names import UPDATE_STAGE
from tests.support.cloudformation import references, resources
from tests.support.pipeline_templates import pipeline_template, stages

OURS = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_no_other_account_can_let_codebuild_or_lambda_become_what_builds_and_guards() -> None:
    template = pipeline_template()
    actions = [*stages(template)["Build"]["Actions"], *stages(template)[UPDATE_STAGE]["Actions"]]
    run = {name for action in actions for name in references(action["Configuration"])} & set(template["Resources"])
    programs = [template["Resources"][name]["Properties"] for name in run]
    roles = {name for each in programs for name in references(each.get("ServiceRole", each.get("Role", {})))}
    assert len(roles) >= len(stages(template)["Build"]["Actions"]) + 1, f"{GUARD} and each build have a role"
    for role in roles:
        (trust,) = resources(template, "AWS::IAM::Role")[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"] == OURS


@pytest.mark.parametrize("service", sorted(SAY_FOR_WHOM))
def test_a_role_of_a_service_names_this_account(service: str) -> None:
    stack = cdk.Stack()
    iam.Role(stack, "Role", assumed_by=asked_by_us(service))
    (role,) = assertions.Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Principal"], trust["Condition"]) == ({"Service": service}, OURS)


def test_a_service_that_does_not_say_for_whom_it_asks_would_be_locked_out() -> None:
    with pytest.raises(ValueError, match="AWS documents no aws:SourceAccount for it"):
        asked_by_us("events.amazonaws.com")
