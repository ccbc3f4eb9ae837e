"""A role of another stack may be deleted and made again, as a bootstrap is: whoever let it in lets the new one in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import aws_cdk as cdk
from aws_cdk import assertions
from aws_cdk import aws_iam as iam

from project import QUALIFIER
from security.callers import role_named
from tests.support.cloudformation import Template, as_list, in_words, resources
from tests.support.pipeline_templates import WITH_WINDOW, pipeline_template
from tests.support.sources import ZIPPED
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

UPLOADER = "arn:aws:iam::222222222222:role/BuildServer"
# An account as a whole, which has no id that changes.
ACCOUNT = re.compile(r"\*|\d{12}|<AWS::AccountId>|arn:.+:iam::(\d{12}|<AWS::AccountId>):root")
ROLE = "arn:aws:iam::111111111111:role/cdk-orders-deploy-role"


def statements(value: Any) -> Iterator[dict[str, Any]]:
    """Every statement of a policy that says whom it is for, wherever it stands in a resource."""
    if isinstance(value, dict):
        if "Principal" in value and "Effect" in value:
            yield value
        for each in value.values():
            yield from statements(each)
    elif isinstance(value, list):
        for each in value:
            yield from statements(each)


def principals(statement: dict[str, Any]) -> list[Any]:
    given = statement["Principal"]
    return as_list(given.get("AWS", [])) if isinstance(given, dict) else [given]


def strangers(template: Template) -> list[str]:
    """`resource: principal` of each policy that names a role or user which is not in this template."""
    everything = template["Resources"]
    found = []
    for name, resource in everything.items():
        for principal in (each for statement in statements(resource) for each in principals(statement)):
            owner = principal.get("Fn::GetAtt", [""])[0] if isinstance(principal, dict) else ""
            if everything.get(owner, {}).get("Type") != "AWS::IAM::Role" and not ACCOUNT.fullmatch(in_words(principal)):
                found.append(f"{name}: {in_words(principal)}")
    return found


@every_environment
def test_no_policy_of_an_environment_is_tied_to_the_id_of_a_role_of_the_bootstrap(environment: Environment) -> None:
    found = [each for template in deployed(environment).values() for each in strangers(template)]
    # A team may name other roles, for example that of a partner.
    of_the_bootstrap = [each for each in found if f"cdk-{QUALIFIER}-" in each]
    assert of_the_bootstrap == [], "let it in by `role_named` of security/callers.py"


def test_no_policy_of_the_pipeline_is_tied_to_the_id_of_a_role_elsewhere() -> None:
    uploaded = replace(ZIPPED, uploaders=(UPLOADER, "333333333333"))
    for template in (pipeline_template(WITH_WINDOW), pipeline_template(WITH_WINDOW, source=uploaded)):
        assert strangers(template) == []


@every_environment
def test_no_role_lets_anybody_in_without_saying_whom(environment: Environment) -> None:
    templates = [pipeline_template(WITH_WINDOW), *deployed(environment).values()]
    roles = [role for template in templates for role in resources(template, "AWS::IAM::Role").values()]
    for statement in (each for role in roles for each in statements(role["Properties"]["AssumeRolePolicyDocument"])):
        if statement["Effect"] == "Allow" and "*" in principals(statement):
            asked = {key for each in statement["Condition"].values() for key in each}
            assert {"aws:PrincipalAccount", "aws:PrincipalArn"} <= asked


def test_a_role_is_let_in_by_its_name_and_account() -> None:
    stack = cdk.Stack()
    iam.Role(stack, "Role", assumed_by=role_named(ROLE))
    (role,) = assertions.Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Principal"], trust["Action"]) == ({"AWS": "*"}, "sts:AssumeRole")
    assert trust["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": ROLE},
        "StringEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}},
    }


def test_a_policy_that_names_a_role_of_another_stack_is_found() -> None:
    stack = cdk.Stack()
    iam.Role(stack, "Role", assumed_by=iam.ArnPrincipal(ROLE))
    (found,) = strangers(assertions.Template.from_stack(stack).to_json())
    assert found.endswith(f": {ROLE}")
