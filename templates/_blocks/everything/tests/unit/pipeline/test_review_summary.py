"""What an approver reads: permissions and openings first, then what is removed, replaced, changed and added."""

from typing import Any

import pytest

from monitoring.change_sets import Cause, Change
from pipeline.review.summary import LONGEST_SENTENCE, PartSummary, page, sentence
from pipeline.review.widening import widening

STACK = "orders-prod-service"
TABLE, GROUP, ROLE = "AWS::DynamoDB::Table", "AWS::EC2::SecurityGroup", "AWS::IAM::Role"


def change(logical_id: str, type: str = TABLE, action: str = "Modify", **more: Any) -> Change:
    return Change(stack=STACK, logical_id=logical_id, type=type, action=action, **more)


def role(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": [*actions], "Resource": "arn:aws:dynamodb:::table/orders"}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    return {
        "AssumeRolePolicyDocument": {"Statement": [trust]},
        "Policies": [{"PolicyName": "Own", "PolicyDocument": {"Statement": [statement]}}],
    }


def group(*sources: str) -> dict[str, Any]:
    rules = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": each} for each in sources]
    return {"SecurityGroupIngress": rules}


WIDER = change("Role", ROLE, before=role("dynamodb:GetItem"), after=role("dynamodb:GetItem", "dynamodb:DeleteTable"))
OPENED = change("Group", GROUP, before=group("10.0.0.0/8"), after=group("10.0.0.0/8", "0.0.0.0/0"))
REPLACED = change(
    "Orders",
    replacement="True",
    policy="ReplaceAndRetain",
    causes=(Cause(property="KeySchema", certain=True),),
)


def test_what_is_allowed_or_opened_and_was_not_before_is_told() -> None:
    permission, opening = widening([WIDER, OPENED])
    assert permission == (
        f"new permission: {STACK}/Role: Allow dynamodb:DeleteTable on arn:aws:dynamodb:::table/orders"
    )
    assert opening == f"new opening: {STACK}/Group: tcp 443 from 0.0.0.0/0"


@pytest.mark.parametrize(
    ("type", "before", "after"),
    [
        (ROLE, role("dynamodb:*"), role("dynamodb:GetItem")),
        (GROUP, group("10.0.0.0/8", "0.0.0.0/0"), group("10.0.0.0/8")),
        (TABLE, {"BillingMode": "PROVISIONED"}, {"BillingMode": "PAY_PER_REQUEST"}),
    ],
    ids=["narrower", "closed", "no permission"],
)
def test_what_becomes_narrower_is_no_widening(type: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert widening([change("Any", type, before=before, after=after)]) == []


def test_a_limit_that_goes_and_a_rule_by_itself_count() -> None:
    deny = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
    policy = change("Policy", "AWS::S3::BucketPolicy", "Remove", before={"PolicyDocument": deny})
    rule = {"GroupId": "sg-1", "IpProtocol": "-1", "SourceSecurityGroupId": {"Ref": "Other"}}
    added = change("Rule", "AWS::EC2::SecurityGroupIngress", "Add", after=rule)
    limit, opening = widening([policy, added])
    assert limit.startswith(f"lost limit: {STACK}/Policy: Deny s3:*")
    assert opening == f'new opening: {STACK}/Rule (sg-1): all protocols from {{"Ref": "Other"}}'


def test_a_policy_that_cannot_be_read_may_allow_anything() -> None:
    unreadable = change("Policy", "AWS::IAM::Policy", "Add", after={"Roles": ["role"], "PolicyDocument": "{{later}}"})
    assert "its policy cannot be read" in widening([unreadable])[0]


def test_what_matters_most_is_read_first() -> None:
    gone = change("Old", action="Remove", policy="Retain")
    changed = change("Function", "AWS::Lambda::Function", before={"Timeout": 3}, after={"Timeout": 9, "Role": "a"})
    new = change("New", action="Add")
    text = page("prod", [PartSummary(stack=STACK, changes=(new, changed, REPLACED, gone, WIDER, OPENED))])
    order = [
        "Allow dynamodb:DeleteTable",
        "tcp 443 from 0.0.0.0/0",
        f"`Old` ({TABLE}, {STACK}); what it holds stays behind",
        f"`Orders` ({TABLE}, {STACK}), because of KeySchema; the old one stays behind",
        f"`Function` (AWS::Lambda::Function, {STACK}): Role, Timeout 3 → 9",
        f"`New` ({TABLE}, {STACK})",
    ]
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_a_release_that_changes_nothing_says_so() -> None:
    nothing = [PartSummary(stack=STACK, deployed=("orders@sha256:5",))]
    assert "Nothing else changes." in page("prod", nothing)
    assert sentence(nothing) == "Nothing changes. Deploys orders@sha256:5."


def test_the_approval_shows_it_in_a_line() -> None:
    told = sentence([PartSummary(stack=STACK, changes=(WIDER, OPENED, REPLACED, change("New", action="Add")))])
    assert told == "2 wider permissions or openings, 1 replaced, 2 changed, 1 added."
    long = sentence([PartSummary(stack=STACK, told=("word " * 200,))])
    assert len(long) == LONGEST_SENTENCE and long.endswith("…")
