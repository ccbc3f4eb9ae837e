"""The role of reviews makes change sets and reads them; it executes none and changes nothing else."""

import json
from typing import Any

from pipeline.actions.bootstrap_review import expiring, review_role_of
from pipeline.review.preview import CHANGE_SET
from project import NAME
from workload.planned import BEFORE_APPROVAL

TRUST = {"Statement": ["the role of the review"]}


def statements(*environments: str) -> list[dict[str, Any]]:
    properties = review_role_of([*environments], trust=TRUST)["Properties"]
    assert properties["AssumeRolePolicyDocument"] == TRUST
    [policy] = properties["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def test_it_can_change_nothing_but_change_sets_of_its_own_name() -> None:
    writing = {
        action: statement
        for statement in statements("prod")
        for action in statement["Action"]
        if not action.partition(":")[2].startswith(("Get", "Describe", "Decrypt", "GenerateDataKey"))
    }
    assert set(writing) == {"cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet", "s3:PutObject"}
    own = {"StringLike": {"cloudformation:ChangeSetName": f"{CHANGE_SET}*"}}
    of_stacks = [
        each for each in statements("prod") if "stack/" in json.dumps(each) and "ChangeSet" in each["Action"][0]
    ]
    making = [
        each
        for each in of_stacks
        if {"cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet"} & {*each["Action"]}
    ]
    assert making and all(each["Condition"] == own for each in making)
    assert json.dumps(writing["s3:PutObject"]["Resource"]).endswith(f'/{BEFORE_APPROVAL}*"}}')


def test_it_may_execute_nothing_and_pass_no_role() -> None:
    actions = {action for statement in statements("prod") for action in statement["Action"]}
    assert not {each for each in actions if "Execute" in each or "PassRole" in each or "*" in each}


def test_it_sees_the_stacks_of_its_environments_alone() -> None:
    [make] = [each for each in statements("prod", "staging") if each["Sid"] == "MakeChangeSets"]
    assert [each["Fn::Sub"].rpartition(":")[2] for each in make["Resource"]] == [
        f"stack/{NAME}-prod-*/*",
        f"stack/{NAME}-staging-*/*",
    ]


def test_it_may_read_why_a_change_set_was_refused() -> None:
    resources = [
        each["Fn::Sub"].partition(":${AWS::AccountId}:")[2]
        for statement in statements("prod")
        if "cloudformation:DescribeEvents" in statement["Action"]
        for each in statement["Resource"]
    ]
    assert resources == [f"stack/{NAME}-prod-*/*", f"changeSet/{CHANGE_SET}*/*"]


def test_where_there_is_no_environment_it_may_do_nothing() -> None:
    assert [each["Effect"] for each in statements()] == ["Deny"]


def test_what_a_review_wrote_goes_by_itself_and_nothing_else_does() -> None:
    rules = [{"Id": "CleanupOldVersions"}]
    bucket = {"Properties": {"LifecycleConfiguration": {"Rules": rules}}}
    kept, added = expiring(bucket)["Properties"]["LifecycleConfiguration"]["Rules"]
    assert kept == rules[0] and len(rules) == 1
    assert (added["Prefix"], added["Status"]) == (BEFORE_APPROVAL, "Enabled")
